// The resolver builds what it can't find, shows that it goes on, and says in one sentence what stops it. Go itself is a script here.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import type { ResolveEvent } from '../../stack/resolve/events.ts';
import {
  attempt,
  createScratch,
  failureOf,
  MAKE_PROGRAMS,
  REPOSITORY,
  type Scratch,
  writeFakeGo,
  writeProgram,
} from '../support/resolve-scratch.ts';
import { waitFor } from '../support/wait.ts';

const CLI = path.join(REPOSITORY, 'stack', 'resolve', 'cli.ts');

/** Linux lets a process mount a file system for itself alone; elsewhere only the fake go runs out of space. */
const OWN_MOUNTS = { command: 'unshare', flags: ['-rm'] } as const;
const CAN_MOUNT = spawnSync(OWN_MOUNTS.command, [...OWN_MOUNTS.flags, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

describe('resolveBackend: go build', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = await createScratch();
  });
  afterEach(async () => await scratch.remove());

  it('builds both programs of Prometheus from the pinned modules without a C compiler, and leaves the repository as it is', async () => {
    const before = await readModuleFiles();
    const log = await writeFakeGo(scratch);
    const { programs, how, version } = await attempt(scratch, 'prometheus').resolution;
    expect([how, version]).to.deep.equal(['built', '3.16.0']);
    expect(Object.keys(programs)).to.deep.equal(['prometheus', 'promtool']);
    const said = await readFile(log, 'utf8');
    expect(said).to.match(
      /^build -v -mod=readonly -tags remove_all_sd -trimpath -buildvcs=false -ldflags -s -w -X \S+\.Version=3\.16\.0 /m,
    );
    expect(said).to.contain('CGO_ENABLED=0\n').and.to.contain('GOWORK=off\n');
    expect(await readModuleFiles()).to.deep.equal(before);
  });

  it('builds the Collector from its generated sources under its own name', async () => {
    await writeFakeGo(scratch);
    const { programs } = await attempt(scratch, 'collector').resolution;
    expect(path.basename(programs['otelcol-peragus'] ?? '')).to.equal('otelcol-peragus');
  });

  it('reports modules, packages and the last line of go, and at least 3 times while one phase goes on', async () => {
    const go = path.join(scratch.folder, 'go-on');
    const until = `while [ -d '${scratch.folder}' ] && [ ! -e '${go}' ]; do sleep 0.1; done`;
    await writeFakeGo(scratch, {
      list: 'echo "go: downloading example.com/m v1.0.0" >&2; echo a; echo b; echo c',
      build: `echo first/package >&2; echo second/package >&2; ${until}; ${MAKE_PROGRAMS}`,
    });
    const { events, resolution } = attempt(scratch, 'loki');
    const compiling = (event: ResolveEvent): boolean =>
      event.kind === 'building' && event.phase === 'compiling' && event.compiledPackages === 2 && event.lastLine === 'second/package';
    await waitFor('3 reports of the same phase', () => events.filter(compiling).length >= 3, 20_000);
    expect(events.find(compiling)).to.include({ backend: 'loki', title: 'Loki', modules: 1, totalPackages: 3 });
    await writeFile(go, '');
    await resolution;
    const last = events.at(-1);
    expect(last).to.include({ kind: 'done', how: 'built', version: '3.7.8' });
    expect(last?.elapsedMs).to.be.greaterThan(0);
  });

  it('builds one back end at a time, though all are asked for at once', async () => {
    const busy = path.join(scratch.folder, 'busy');
    const alone = `[ ! -e '${busy}' ] || { echo "two at once" >&2; exit 1; }; touch '${busy}'; sleep 0.3; ${MAKE_PROGRAMS}\nrm '${busy}'`;
    await writeFakeGo(scratch, { build: alone.replace("rm '", "/bin/rm '") });
    const all = (['loki', 'tempo', 'alertmanager'] as const).map((name) => attempt(scratch, name).resolution);
    expect((await Promise.all(all)).map(({ how }) => how)).to.deep.equal(['built', 'built', 'built']);
  });

  it('says that go is missing, what it tried and what to do', async () => {
    const failure = await failureOf(attempt(scratch, 'loki').resolution);
    expect(failure.code).to.equal('go-missing');
    expect(failure.message).to.match(
      /^Loki 3\.7\.8 is not on this machine and can't be made: `go` is not on PATH \(Go 1\.\S+ or newer builds it\), and there is no official release to take \(.*\); install Go, or set PERAGUS_LOKI_BIN to a loki program\.$/,
    );
  });

  it('says that go does not work when it fails at its own version', async () => {
    await writeProgram(scratch.bin, 'go', 'a game of stones');
    const failure = await failureOf(attempt(scratch, 'loki').resolution);
    expect(failure.code).to.equal('go-missing');
    expect(failure.message).to.contain(`${path.join(scratch.bin, 'go')} does not work`);
  });

  it('says that go is too old when it may not fetch a newer one, and tries when it may', async () => {
    await writeFakeGo(scratch, { version: 'go1.22.1', toolchain: 'local' });
    const failure = await failureOf(attempt(scratch, 'tempo').resolution);
    expect(failure.code).to.equal('go-too-old');
    expect(failure.message).to.match(/Go 1\.\S+ or newer is needed, \S+ is 1\.22\.1 and GOTOOLCHAIN=local forbids fetching a newer one/);
    await writeFakeGo(scratch, { version: 'go1.22.1', toolchain: 'auto' });
    expect((await attempt(scratch, 'tempo').resolution).how).to.equal('built');
  });

  const failures: readonly [string, string, string, RegExp][] = [
    [
      'the module proxy is offline',
      'offline',
      'go: example.com/m@v1.0.0: Get "https://proxy.example/m": dial tcp: lookup proxy.example: no such host',
      /go can't fetch modules \(go: .* no such host\).*; connect to the internet once, or set PERAGUS_TEMPO_BIN/,
    ],
    ['modules are switched off', 'offline', 'go: example.com/m@v1.0.0: module lookup disabled by GOPROXY=off', /GOPROXY=off/],
    [
      'the disk is full (as go says it)',
      'disk-full',
      'example.com/m: write $WORK/b001/_pkg_.a: no space left on device',
      /the disk is full \(.*no space left on device\).*; free about 10 GB, or set/,
    ],
    [
      'its toolchain can not be fetched',
      'go-too-old',
      'go: download go1.26.8 for linux/amd64: toolchain not available',
      /this Go is too old/,
    ],
  ];
  for (const [what, code, line, sentence] of failures) {
    it(`says in one sentence that ${what}, and keeps nothing`, async () => {
      await writeFakeGo(scratch, { list: `printf '%s\\n' '${line}' >&2; exit 1` });
      const failure = await failureOf(attempt(scratch, 'tempo').resolution);
      expect(failure.code).to.equal(code);
      expect(failure.message).to.match(sentence).and.not.to.contain('\n');
      expect(await readdir(scratch.cache)).to.deep.equal([]);
    });
  }

  it('says where all that go printed is kept when a build fails for another reason', async () => {
    await writeFakeGo(scratch, { build: 'echo "x.go:1: first" >&2; echo "x.go:2: undefined: y" >&2; exit 2' });
    const failure = await failureOf(attempt(scratch, 'tempo').resolution);
    expect(failure.code).to.equal('build-failed');
    const log = /go build failed \(x\.go:2: undefined: y\).*; read (\S+\.log), or set/.exec(failure.message)?.[1];
    expect(await readFile(log ?? '', 'utf8')).to.equal('x.go:1: first\nx.go:2: undefined: y\n');
  });

  it('refuses a built program that does not say what it is', async () => {
    await writeFakeGo(scratch, { build: MAKE_PROGRAMS.replace('9.9.9', '') });
    const failure = await failureOf(attempt(scratch, 'tempo').resolution);
    expect(failure.code).to.equal('build-failed');
    expect(failure.message).to.contain('the built program does not run (says "tempo, version")');
  });

  (CAN_MOUNT ? it : it.skip)('says that the disk is full when a real one is: the programs fill a file system of 1 MB', async () => {
    // A program that grows until the file system takes no more, as the linker's would.
    await writeFakeGo(scratch, { build: `${MAKE_PROGRAMS}; cat /dev/zero > "$out"rest` });
    await mkdir(scratch.cache);
    const { status, stderr } = runCliOnMount('size=1m', 'tempo');
    expect(status).to.equal(1);
    expect(stderr).to.match(/the disk is full \(.*[Nn]o space left on device\)/);
  });

  (CAN_MOUNT ? it : it.skip)('says that the cache is full when not even the module files fit: a file system of 64 KB', async () => {
    await writeFakeGo(scratch);
    await mkdir(scratch.cache);
    const { status, stderr } = runCliOnMount('size=64k', 'tempo');
    expect(status).to.equal(1);
    expect(stderr).to.contain(
      `The disk with the cache folder ${scratch.cache} is full; free about 11 GB (a first build of all takes that much) or set PERAGUS_CACHE_DIR to a folder on another disk.`,
    );
  });

  (CAN_MOUNT ? it : it.skip)('says that the cache folder is on a read-only file system', async () => {
    await mkdir(scratch.cache);
    const { status, stderr } = runCliOnMount('ro', 'tempo');
    expect(status).to.equal(1);
    expect(stderr).to.contain(`The cache folder ${scratch.cache} can't be written (EROFS)`);
  });

  it('says that the cache folder can not be written when it is below a file', async () => {
    await writeFile(scratch.cache, '');
    const failure = await failureOf(attempt(scratch, 'tempo').resolution);
    expect(failure.code).to.equal('cache-unwritable');
    expect(failure.message).to.match(/can't be written \(\w+\); make it writable or set PERAGUS_CACHE_DIR to a folder that is\.$/);
  });

  it('uses an entry of a cache that can only be read', async () => {
    await writeFakeGo(scratch);
    const { programs } = await attempt(scratch, 'tempo').resolution;
    const entry = path.dirname(programs.tempo ?? '');
    await rm(path.join(entry, 'verified.json'));
    execFileSync('chmod', ['-R', 'a-w', scratch.cache]);
    expect((await attempt(scratch, 'tempo').resolution).how).to.equal('cache');
    execFileSync('chmod', ['-R', 'u+w', scratch.cache]);
  });

  /** Runs the CLI where the cache folder is a file system of its own, seen by that process alone. */
  function runCliOnMount(options: string, name: string): { status: number | null; stderr: string } {
    const command = `mount -t tmpfs -o ${options} tmpfs '${scratch.cache}' && PATH='${scratch.bin}' exec '${process.execPath}' '${CLI}' ${name}`;
    const { status, stderr } = spawnSync(OWN_MOUNTS.command, [...OWN_MOUNTS.flags, 'sh', '-c', command], {
      env: { ...scratch.environment, PATH: process.env.PATH ?? '' },
      encoding: 'utf8',
    });
    return { status, stderr };
  }
});

async function readModuleFiles(): Promise<string[]> {
  const contents: string[] = [];
  for (const folder of ['stack/backends/prometheus', 'collector/distribution']) {
    for (const name of (await readdir(path.join(REPOSITORY, folder))).sort()) {
      contents.push(`${name} ${await readFile(path.join(REPOSITORY, folder, name), 'utf8')}`);
    }
  }
  return contents;
}
