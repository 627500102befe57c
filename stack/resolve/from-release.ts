// Step 4: the official release archive: fetched, checked against the release's own sums, unpacked.

import { chmod, mkdir, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { hashFile } from './cache-entry.ts';
import type { Job, NotHere } from './job.ts';
import { downloadFile, downloadText, type Refusal } from './release-download.ts';
import { ResolveError } from './resolve-error.ts';
import { runCommand } from './run-command.ts';
import { fillIn } from './target.ts';

const OFFICIAL_SITE = 'https://github.com';
const UNPACK_LIMIT_MS = 5 * 60_000;

/** Sites that could not be reached; asked once in a process, so that an offline machine waits once. */
const unreachable = new Map<string, string>();

/**
 * Fetches and unpacks a back end's archive.
 * @param work an empty folder that the caller removes.
 * @returns the folder that holds the programs under their own names, or why there is none.
 * @throws ResolveError `bad-setting` when PERAGUS_RELEASE_URL is no acceptable address; file system errors as they are.
 */
export async function fetchRelease(job: Job, work: string): Promise<{ folder: string } | NotHere> {
  const { release } = job.recipe;
  const site = findSite(job.environment);
  const known = unreachable.get(site);
  if (known !== undefined) return { because: known };
  const base = `${site}/${release.project}/releases/download/v${release.version}`;
  const archive = fillIn(release.archive, release.version, job.target);

  const sums = await downloadText(`${base}/${release.checksums}`, job.signal);
  if ('because' in sums) return remember(site, sums);
  const expected = findSum(sums.text, archive);
  if (expected === undefined) return { because: `the official release has no ${archive}` };

  const file = path.join(work, archive);
  const received = await downloadFile(`${base}/${archive}`, file, {
    signal: job.signal,
    onProgress: (receivedBytes, totalBytes) => job.report({ kind: 'downloading', file: archive, receivedBytes, totalBytes }),
  });
  if (received !== undefined) return remember(site, received);
  const actual = await hashFile(file);
  if (actual !== expected) {
    return { because: `${archive} was thrown away: its sha256 is ${actual.slice(0, 12)}… and the release says ${expected.slice(0, 12)}…` };
  }
  return await unpack(job, file, work);
}

/** The official site, or the mirror that PERAGUS_RELEASE_URL names: https, or http on this machine. */
function findSite(environment: NodeJS.ProcessEnv): string {
  const value = environment.PERAGUS_RELEASE_URL || OFFICIAL_SITE;
  const url = URL.parse(value);
  const local = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && local))) {
    throw new ResolveError('bad-setting', `PERAGUS_RELEASE_URL is "${value}"; it takes an https address that stands for ${OFFICIAL_SITE}.`);
  }
  return value.replace(/\/+$/, '');
}

function remember(site: string, refusal: Refusal): NotHere {
  if (refusal.siteIsGone) unreachable.set(site, refusal.because);
  return { because: refusal.because };
}

/** Lines are `<sha256>  <file>`, with `*` before the name for binary mode and perhaps a folder. */
function findSum(text: string, archive: string): string | undefined {
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]{64})\s+\*?(\S+)\s*$/i.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined && path.posix.basename(match[2]) === archive) return match[1].toLowerCase();
  }
  return undefined;
}

async function unpack(job: Job, archive: string, work: string): Promise<{ folder: string } | NotHere> {
  const unpacked = path.join(work, 'unpacked');
  const folder = path.join(work, 'programs');
  await mkdir(unpacked);
  await mkdir(folder);
  // bsdtar, which macOS and Windows have as tar, reads zip too.
  const unzip = archive.endsWith('.zip') && process.platform === 'linux';
  const [command, args] = unzip ? ['unzip', ['-q', '-o', archive, '-d', unpacked]] : ['tar', ['-xf', archive, '-C', unpacked]];
  const result = await runCommand(command, args, { env: job.environment, limitMs: UNPACK_LIMIT_MS, signal: job.signal });
  if (result.exitCode !== 0) {
    const said = result.failure ?? result.stderr.trim().split('\n').at(-1) ?? '';
    if (/no space left/i.test(result.stderr)) throw Object.assign(new Error(said), { code: 'ENOSPC' });
    return { because: `${command} can't unpack ${path.basename(archive)} (${said})` };
  }
  const files = await readdir(unpacked, { recursive: true });
  for (const program of job.recipe.programs) {
    const member = fillIn(job.recipe.release.members[program] ?? program, job.recipe.release.version, job.target);
    const found = files.find((file) => path.basename(file) === member);
    if (found === undefined) return { because: `${path.basename(archive)} holds no ${member}` };
    const destination = path.join(folder, program + job.target.suffix);
    await rename(path.join(unpacked, found), destination);
    await chmod(destination, 0o755);
  }
  return { folder };
}
