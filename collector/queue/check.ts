// Says what waits in the queues of a Collector that is stopped, and sets damaged ones aside:
//
//   node collector/queue/check.ts [--all] .peragus/collector/queue
//
// `--all` sets every queue aside, for a Collector that crashes on what is in one of them. Exit code 0: nothing was set aside.

import { join } from 'node:path';
import { prepareQueues, queueFiles } from './before-start.ts';
import { readQueue } from './queue-file.ts';

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const [folder] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (!folder || flags.some((flag) => flag !== '--all')) {
  console.log('usage: node collector/queue/check.ts [--all] <folder of the queues>   (stop the Collector first)');
  process.exit(flags.includes('--help') ? 0 : 2);
}
const findings = prepareQueues(folder, flags.includes('--all'));
for (const { sentence } of findings) console.error(sentence);
for (const file of queueFiles(folder)) console.log(`${file}: ${readQueue(join(folder, file)).items.length} items wait`);
if (findings.some(({ setAside }) => setAside)) process.exitCode = 1;
