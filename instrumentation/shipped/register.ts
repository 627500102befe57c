// node --import @peragus/observability/register app.js
//
// The package's entry: runs the bundle `preload.cjs`, a function with the parameters of a CommonJS module, with V8's code cache of it where an earlier process has left one.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { isMainThread } from 'node:worker_threads';
import { mayRun } from '../guard.ts';
import { tellFailedStart, writeLine } from '../stderr-line.ts';
import { type CodeCache, codeCache } from './code-cache.ts';

/** What tells one build of the bundle from another; set by scripts/bundle.ts. */
declare const BUILD: string;

try {
  // Where the preload may not run, the bundle is not even read.
  if (mayRun(writeLine)) await startBundle();
} catch (error) {
  // A package that was cut, or a disk that can't be read.
  tellFailedStart(error);
}

async function startBundle(): Promise<void> {
  const file = fileURLToPath(new URL('preload.cjs', import.meta.url));
  const bundle = { exports: {} as { start(): Promise<void> } };
  compile(file)(bundle.exports, createRequire(file), bundle, file, dirname(file));
  await bundle.exports.start();
}

function compile(file: string): (...parts: unknown[]) => void {
  // Node's own variable: who wants no code cache wants none of ours.
  const isOff = Boolean(process.env.NODE_DISABLE_COMPILE_CACHE);
  const cache = isOff ? undefined : codeCache(`${BUILD}-${process.version}-${process.arch}-${cachedDataVersionTag()}`);
  const code = cache?.read();
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, ...(code ? { cachedData: code } : {}) });
  if (cache && isMainThread && (!code || script.cachedDataRejected)) leaveLater(script, cache);
  return script.runInThisContext();
}

// As soon as the application lets us: it holds what the start has compiled by then. What requests need is compiled when they come,
// since each function in the cache takes memory in every process, used or not. A process that ends sooner leaves it at its end.
function leaveLater(script: Script, cache: CodeCache): void {
  const leave = () => {
    process.removeListener('exit', leave);
    clearTimeout(timer);
    try {
      cache.write(script.createCachedData());
    } catch {
      // The next process compiles it once more.
    }
  };
  const timer = setTimeout(leave, 0).unref();
  process.once('exit', leave);
}
