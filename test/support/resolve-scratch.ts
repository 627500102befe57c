// A scratch machine for the resolver's tests: its own PATH, cache folder, fake programs and fake go.

import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BackendName } from '../../stack/process-spec.ts';
import type { ResolveEvent } from '../../stack/resolve/events.ts';
import { type Resolution, ResolveError, type ResolveOptions, resolveBackend } from '../../stack/resolve/resolve.ts';

export const REPOSITORY = path.resolve(import.meta.dirname, '..', '..');

/** What the fake programs need; everything else, such as a real go or loki, is out of sight. */
const TOOLS = ['sh', 'cat', 'chmod', 'env', 'grep', 'gzip', 'sleep', 'tar', 'touch', 'unzip'];

/** An address where nothing listens: port 9 of the loopback is never an HTTP server. */
const NO_RELEASES = 'http://127.0.0.1:9';

export interface Scratch {
  readonly folder: string;
  /** The only folder on PATH. */
  readonly bin: string;
  readonly cache: string;
  readonly environment: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

export async function createScratch(): Promise<Scratch> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'peragus-resolve-')));
  const bin = path.join(folder, 'bin');
  const cache = path.join(folder, 'cache');
  await mkdir(bin);
  for (const tool of TOOLS) {
    const real = await findReal(tool);
    if (real !== undefined) await symlink(real, path.join(bin, tool));
  }
  const environment = { PATH: bin, HOME: folder, PERAGUS_CACHE_DIR: cache, PERAGUS_RELEASE_URL: NO_RELEASES };
  return { folder, bin, cache, environment, remove: async () => await rm(folder, { recursive: true, force: true }) };
}

async function findReal(tool: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, tool);
    const usable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return file;
  }
  return undefined;
}

/** Writes an executable shell script. */
export async function writeScript(file: string, body: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}

/** Writes a program that answers `--version` with one line. */
export async function writeProgram(folder: string, name: string, answer: string): Promise<string> {
  return await writeScript(path.join(folder, name), `echo '${answer}'`);
}

export interface FakeGo {
  readonly version?: string;
  readonly toolchain?: string;
  /** Shell commands of `go list` and `go build`. */
  readonly list?: string;
  readonly build?: string;
}

/** Makes the programs that `-o` and the packages ask for; each calls itself by its name. */
export const MAKE_PROGRAMS = `
write() { printf '#!/bin/sh\\necho "%s, version 9.9.9"\\n' "\${1##*/}" > "$1" && chmod 755 "$1"; }
out= last=
for a in "$@"; do [ "$last" = -o ] && out=$a; last=$a; done
case $out in
  */) for a in "$@"; do case $a in */cmd/*) echo "$a" >&2; write "$out\${a##*/}";; esac; done ;;
  *) write "$out" ;;
esac`;

/** Puts a fake go on PATH; it notes its arguments and Go variables in `go.log` of the scratch folder. */
export async function writeFakeGo(scratch: Scratch, go: FakeGo = {}): Promise<string> {
  const log = path.join(scratch.folder, 'go.log');
  await writeScript(
    path.join(scratch.bin, 'go'),
    `printf '%s\\n' "$*" >> '${log}'
env | grep -E '^(CGO_|GO)' >> '${log}'
case "$1" in
env) printf '%s\\n' '${go.version ?? 'go1.26.8'}' '${go.toolchain ?? 'local'}' ;;
list) ${go.list ?? 'echo a; echo b'} ;;
build) ${go.build ?? MAKE_PROGRAMS} ;;
esac`,
  );
  return log;
}

export interface Attempt {
  readonly events: ResolveEvent[];
  readonly resolution: Promise<Resolution>;
}

/** Starts a resolution on the scratch machine and keeps its events. */
export function attempt(scratch: Scratch, name: BackendName, more: Partial<ResolveOptions> = {}): Attempt {
  const events: ResolveEvent[] = [];
  const options = {
    environment: scratch.environment,
    repository: REPOSITORY,
    report: (event: ResolveEvent) => events.push(event),
    ...more,
  };
  return { events, resolution: resolveBackend(name, options) };
}

/** The ResolveError that a resolution must end with. */
export async function failureOf(resolution: Promise<unknown>): Promise<ResolveError> {
  try {
    await resolution;
  } catch (error) {
    if (error instanceof ResolveError) return error;
    throw error;
  }
  throw new Error('The resolution succeeded; it had to fail.');
}
