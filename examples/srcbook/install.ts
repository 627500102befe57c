// Installs the example's packages on first use: into a folder beside it, moved into place when complete.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Place } from '../../stack/process-spec.ts';

const INSTALL_DEADLINE_MS = 10 * 60_000;
const OUTPUT_LIMIT_CHARACTERS = 64_000;
const MOVE_ATTEMPTS = 5;
const STAMP = '.installed-lock';
const WORK_FOLDER = /^\.install-(\d+)-/;

export const exampleFolder = (place: Place): string => path.join(place.repository, 'examples', 'srcbook');

/**
 * Installs Srcbook and the web process's packages; does nothing when they match the lock file.
 * Safe when two processes do it at the same time, and when it is interrupted.
 * @throws Error in one sentence when npm is missing, the registry can't be reached, the disk is full or npm fails.
 */
export async function installSrcbook(place: Place, report: (line: string) => void): Promise<void> {
  const folder = exampleFolder(place);
  const lock = createHash('sha256')
    .update(await readFile(path.join(folder, 'package-lock.json')))
    .digest('hex');
  if (await isInstalled(folder, lock)) return;
  await removeAbandoned(folder);
  report('Installing Srcbook from npm (first use, about 15 s and 160 MB)');
  const startedAt = performance.now();
  const work = await mkdtemp(path.join(folder, `.install-${process.pid}-`));
  try {
    for (const file of ['package.json', 'package-lock.json', '.npmrc']) await copyFile(path.join(folder, file), path.join(work, file));
    await runNpm(work, place.environment);
    await mkdir(path.join(work, 'node_modules'), { recursive: true });
    await writeFile(path.join(work, 'node_modules', STAMP), lock);
    await moveIntoPlace(work, folder, lock);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? new Error(DISK_FULL) : error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  report(`Srcbook installed in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}

async function isInstalled(folder: string, lock: string): Promise<boolean> {
  const stamp = await readFile(path.join(folder, 'node_modules', STAMP), 'utf8').catch(() => undefined);
  return stamp === lock;
}

/** Whoever moves first wins; the other finds the stamp of the same lock file and keeps what is there. */
async function moveIntoPlace(work: string, folder: string, lock: string): Promise<void> {
  const target = path.join(folder, 'node_modules');
  for (let attempt = 1; ; attempt++) {
    if (await isInstalled(folder, lock)) return;
    await rename(target, path.join(work, `old-${attempt}`)).catch(() => undefined);
    try {
      return await rename(path.join(work, 'node_modules'), target);
    } catch (error) {
      if (attempt === MOVE_ATTEMPTS) throw error;
    }
  }
}

/** A killed installation leaves its folder behind; it carries the id of the process that made it. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = WORK_FOLDER.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function runNpm(cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-progress', '--loglevel=error'], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // The option `timeout` of spawn would keep the process alive that long when npm can't be started.
    setTimeout(() => npm.kill(), INSTALL_DEADLINE_MS).unref();
    let output = '';
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_LIMIT_CHARACTERS);
    };
    npm.stdout.on('data', keep);
    npm.stderr.on('data', keep);
    npm.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? new Error(NPM_MISSING) : error));
    npm.on('close', (code, signal) => (code === 0 ? resolve() : reject(new Error(explainFailure(output, signal)))));
  });
}

const NPM_MISSING = 'npm is not on the PATH, and installing Srcbook needs it; install npm, or start with --stack-only.';
const DISK_FULL = 'The disk is full: installing Srcbook needs about 160 MB; free some space and start again.';
const OFFLINE =
  'The npm registry does not answer, and installing Srcbook needs it once; check the network and the npm registry setting, or start with --stack-only.';

function explainFailure(output: string, signal: NodeJS.Signals | null): string {
  if (/ENOSPC/.test(output)) return DISK_FULL;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(output)) return OFFLINE;
  if (signal) return `Installing Srcbook was stopped by ${signal}; start again to finish it.`;
  const reason = output
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
    .find((line) => line !== '' && !line.startsWith('code '));
  return `Installing Srcbook failed: npm says "${reason ?? 'nothing'}"; run "npm ci" in examples/srcbook to see all of it.`;
}
