// better-sqlite3 of each major as tests load it: 13 brings its native code along, 11 and 12 are compiled once into the cache folder.
//
// Their install scripts never run (decision 0004). Without optimisation a build takes a few seconds and needs a C++ compiler.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findCacheFolder } from '../../stack/resolve/cache-folder.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

export const SQLITE_MAJORS = [11, 12, 13] as const;
export type SqliteMajor = (typeof SQLITE_MAJORS)[number];

/** Environment that makes a test application load this major under this Node; an Error when no compiler is there. */
export async function useSqlite(major: SqliteMajor, node: string): Promise<Record<string, string>> {
  if (major === 13) return { SQLITE: 'better-sqlite3' };
  const folder = join(ROOT, `test/fixtures/sqlite${major}/node_modules/better-sqlite3`);
  return { SQLITE: join(folder, 'lib/index.js'), SQLITE_BINDING: await buildBinding(folder, realpathSync(node)) };
}

async function buildBinding(folder: string, node: string): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const include = join(dirname(node), '../include/node');
  const nodeVersion = readFileSync(join(include, 'node_version.h'), 'utf8');
  const wrap = objectWrapOf(include);
  const key = createHash('sha256').update(nodeVersion).update(wrap).update(process.arch).digest('hex').slice(0, 12);
  const cache = join(findCacheFolder(process.env), 'test-builds');
  const binding = join(cache, `better-sqlite3-${version}-${key}.node`);
  if (existsSync(binding)) return binding;
  mkdirSync(cache, { recursive: true });
  // Several test processes may build at once; the last to finish wins, and all made the same.
  const mine = `${binding}.${process.pid}`;
  const object = `${mine}.o`;
  const sqlite = join(folder, 'deps/sqlite3');
  const headers = `${mine}.include`;
  mkdirSync(headers, { recursive: true });
  writeFileSync(join(headers, 'node_object_wrap.h'), wrap);
  await run('cc', ['-c', '-O0', '-w', '-fPIC', ...definesOf(folder), join(sqlite, 'sqlite3.c'), '-o', object]);
  const flags = ['-shared', '-O0', '-w', '-fPIC', '-std=c++20', '-DNODE_GYP_MODULE_NAME=better_sqlite3', '-DBUILDING_NODE_EXTENSION'];
  // A Mac resolves the names of Node when the module is loaded.
  if (process.platform === 'darwin') flags.push('-undefined', 'dynamic_lookup');
  await run('c++', [...flags, `-I${headers}`, `-I${include}`, `-I${sqlite}`, join(folder, 'src/better_sqlite3.cpp'), object, '-o', mine]);
  renameSync(mine, binding);
  rmSync(headers, { recursive: true });
  return binding;
}

// Since 24.19 this header gives each object a clean-up hook, and a process aborts when a statement is collected while no JavaScript
// runs: nodejs/node#65446, whatever is or isn't preloaded. Without the hook it is the header of all versions before.
function objectWrapOf(include: string): string {
  return readFileSync(join(include, 'node_object_wrap.h'), 'utf8').replaceAll(/^ {4}(?:Add|Remove)CleanupHook\(\);$/gm, '');
}

// SQLite behaves by how it is compiled, so as the package says.
function definesOf(folder: string): string[] {
  const text = readFileSync(join(folder, 'deps/defines.gypi'), 'utf8');
  return [...text.matchAll(/'((?:SQLITE|HAVE)_[A-Z0-9_]+(?:=[^']*)?)'/g)].map(([, define]) => `-D${define}`);
}

/** Why the majors without native code can't be tested here; undefined when they can. */
export async function missingCompiler(): Promise<string | undefined> {
  try {
    await run('c++', ['--version']);
    await run('cc', ['--version']);
    return undefined;
  } catch {
    return 'better-sqlite3 11 and 12 need cc and c++ to be tested';
  }
}
