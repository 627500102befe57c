// The go command as every build uses it: its arguments, its environment, and the hash that names what it makes.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Job } from './job.ts';
import type { BuildRecipe } from './recipes.ts';

/** Flags of `go list` and `go build` alike; the module files are checked, never changed. */
export function listFlags(build: BuildRecipe): string[] {
  return ['-mod=readonly', ...(build.tags.length > 0 ? ['-tags', build.tags.join(',')] : [])];
}

/** Flags of `go build`: no symbols, no paths of this machine, no look at the repository around it. */
export function buildFlags(build: BuildRecipe): string[] {
  const version = build.versionVariable === undefined ? '' : ` -X ${build.versionVariable}=${build.version}`;
  return [...listFlags(build), '-trimpath', '-buildvcs=false', '-ldflags', `-s -w${version}`];
}

/** Environment that makes builds alike on every machine; no C compiler, so the programs run with any libc. */
const FIXED_ENVIRONMENT = { CGO_ENABLED: '0', GOWORK: 'off', GO111MODULE: 'on' } as const;

/** The user's environment with what a build fixes; `temporary` takes Go's scratch files. */
export function goEnvironment(job: Job, temporary: string): NodeJS.ProcessEnv {
  return { ...job.environment, ...FIXED_ENVIRONMENT, GOOS: job.target.os, GOARCH: job.target.arch, GOTMPDIR: temporary };
}

/** Names of the files that a build reads from its folder. */
export async function listSources(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name === 'go.mod' || name === 'go.sum' || (name.endsWith('.go') && !name.endsWith('_test.go'))).sort();
}

/** Short hash of everything that decides what the build makes: module files, sources, packages and flags. */
export async function hashBuild(repository: string, build: BuildRecipe): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([build.packages, buildFlags(build), FIXED_ENVIRONMENT]));
  const folder = path.join(repository, build.folder);
  for (const name of await listSources(folder)) {
    hash.update(`\0${name}\0`);
    hash.update(await readFile(path.join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
