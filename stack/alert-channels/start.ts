// node stack/alert-channels/start.ts <folder> <url of Alertmanager>: keeps its configuration up to date with its secrets, in a container.

import { stageTemplates } from './stage.ts';
import { watchChannels } from './watch.ts';

const [folder, url] = process.argv.slice(2);
if (folder === undefined || url === undefined) {
  console.error('usage: node stack/alert-channels/start.ts <folder of alertmanager.yaml> <url of Alertmanager>');
  process.exit(2);
}
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
await stageTemplates(folder);
// Alone in its container, the process lives as long as its loop.
const alive = setInterval(() => undefined, 60_000);
await watchChannels({ folder, url, environment: process.env, tell: (line) => console.log(line) }, stopping.signal);
clearInterval(alive);
