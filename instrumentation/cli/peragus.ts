#!/usr/bin/env node
// npx peragus doctor

import { parseArgs } from 'node:util';
import { runDoctor } from './doctor.ts';

const HELP = `Usage: peragus doctor [--pid <id>] [--json]

Says for each process of yours that runs under the preload which of its libraries are really instrumented,
from where and in which version, why others are not, and whether its telemetry arrives.
Looks at this machine too: the Node.js on the path, copies of the OpenTelemetry API below this folder,
whether the Collector can be reached, and its clock.

  --pid <id>   only this process
  --json       facts as JSON
  -h, --help   this text

Exit code: 0 all is well, 1 something is not, 2 the command was not understood.`;

let given: {
  readonly positionals: readonly string[];
  readonly values: { readonly pid?: string; readonly json?: boolean; readonly help?: boolean };
};
try {
  given = parseArgs({
    allowPositionals: true,
    options: { pid: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error));
}

const { positionals, values } = given;
if (values.help) console.log(HELP);
else if (positionals.length !== 1 || positionals[0] !== 'doctor')
  refuse(positionals.length === 0 ? 'A command is missing.' : `There is no command "${positionals.join(' ')}".`);
else if (values.pid !== undefined && !/^\d+$/.test(values.pid)) refuse(`--pid takes a process id, not "${values.pid}".`);
else process.exitCode = await runDoctor({ pid: values.pid === undefined ? undefined : Number(values.pid), json: values.json === true });

function refuse(sentence: string): never {
  console.error(`${sentence}\n\n${HELP}`);
  process.exit(2);
}
