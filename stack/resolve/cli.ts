// node stack/resolve/cli.ts [name…] — makes back ends ready and prints where their programs are; fills the cache in CI.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { BACKEND_NAMES, type BackendName } from '../process-spec.ts';
import { createLineReporter } from './line-reporter.ts';
import { resolveBackend } from './resolve.ts';

const HELP = `Usage: node stack/resolve/cli.ts [name…]

Makes back ends ready and prints the path of each program. Names: ${BACKEND_NAMES.join(', ')} (all of them by default).
Progress goes to stderr, paths to stdout. Exit code 0: all are ready; 1: one is not, and one sentence on stderr says why.

Settings
  PERAGUS_<NAME>_BIN    a program to use as it is, such as PERAGUS_LOKI_BIN
  PERAGUS_CACHE_DIR     where made programs are kept
  PERAGUS_RELEASE_URL   a mirror of the official releases
`;

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const unknown = positionals.find((name) => !(BACKEND_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`There is no back end "${unknown}"; the names are ${BACKEND_NAMES.join(', ')}.`);
  const names = positionals.length > 0 ? (positionals as BackendName[]) : BACKEND_NAMES;
  const abort = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort());
  const report = createLineReporter((line) => process.stderr.write(`${line}\n`));
  const repository = path.resolve(import.meta.dirname, '..', '..');
  for (const name of names) {
    const { programs } = await resolveBackend(name, { environment: process.env, repository, report, signal: abort.signal });
    for (const [program, file] of Object.entries(programs)) process.stdout.write(`${program} ${file}\n`);
  }
}

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
