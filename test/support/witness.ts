// node --import witness.ts: writes down what the process really does, by SQLite's own trace hook and Node's own channels, to WITNESS_FILE.

import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const note = (kind: string, text: string) => appendFileSync(process.env.WITNESS_FILE as string, `${JSON.stringify({ kind, text })}\n`);

// Every statement that SQLite runs reaches better-sqlite3's `verbose` callback. The factory of the class is replaced
// before the application loads the package.
const load = createRequire(process.argv[1] as string);
const path = load.resolve('better-sqlite3').replace(/index\.js$/, 'database.js');
type DatabaseClass = new (file: unknown, options?: object) => object;
const createDatabase = load(path) as (...args: unknown[]) => DatabaseClass;
const factory = load.cache[path];
if (!factory) throw new Error('better-sqlite3 is not loaded from where it was expected.');
const verbose = (sql: string) => note('statement', sql);
factory.exports = (...args: unknown[]) =>
  new Proxy(createDatabase(...args), {
    construct: (target, [file, options], newTarget) => Reflect.construct(target, [file, { ...options, verbose }], newTarget),
  });

subscribe('child_process', (message) => {
  const child = (message as { process: ChildProcess }).process;
  child.once('spawn', () => note('child', JSON.stringify([child.pid, child.spawnfile])));
});

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  stream.write = ((chunk: string, ...rest: never[]) => {
    if (!String(chunk).startsWith('peragus: ')) note('line', String(chunk));
    return write(chunk, ...rest);
  }) as typeof stream.write;
}
