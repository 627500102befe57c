// Installs the benchmark's packages on first use; the product never depends on them.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const folder = import.meta.dirname;
const STAMP = path.join(folder, 'node_modules', '.installed-lock');
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;

/** @throws Error in one sentence when npm is missing or fails, or the registry can't be reached */
export async function installPackages(report: (line: string) => void): Promise<void> {
  const lock = createHash('sha256')
    .update(await readFile(path.join(folder, 'package-lock.json')))
    .digest('hex');
  if ((await readFile(STAMP, 'utf8').catch(() => undefined)) === lock) return;
  report('Installing the agents to compare with from npm (first use, about a minute and 550 MB)');
  const startedAt = performance.now();
  await runNpm();
  await writeFile(STAMP, lock);
  report(`Installed in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}

function runNpm(): Promise<void> {
  return new Promise((resolve, reject) => {
    const npm = spawn('npm', ['ci', '--no-progress', '--loglevel=error'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let output = '';
    npm.stderr.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    npm.on('error', () => reject(new Error('npm is not on the PATH, and the benchmark needs it once to install what it compares.')));
    npm.on('close', (code) => (code === 0 ? resolve() : reject(new Error(explainFailure(output)))));
  });
}

function explainFailure(output: string): string {
  if (OFFLINE.test(output)) return 'The npm registry does not answer, and the benchmark needs it once; check the network and start again.';
  return `Installing the benchmark's packages failed; run "npm ci" in bench/ to see why. npm said: ${output.trim().split('\n')[0] ?? 'nothing'}`;
}
