// The installation of the example: once, whole or not at all, and with a clear sentence when it can't be.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { installSrcbook } from '../../examples/srcbook/processes.ts';
import { readPorts } from '../../stack/ports.ts';
import type { Place } from '../../stack/process-spec.ts';

const REPOSITORY = path.join(import.meta.dirname, '..', '..');
const WITHOUT_NPM = { PATH: '' };
const ENDS_WITHIN_MS = 20_000;

describe('installation of Srcbook', () => {
  let repository: string;
  let example: string;

  const place = (environment: NodeJS.ProcessEnv, root = repository): Place => ({
    repository: root,
    data: path.join(root, '.peragus'),
    ports: readPorts({}),
    environment,
  });

  /** A repository whose example needs these packages. */
  async function writeExample(packages: Record<string, object>): Promise<void> {
    const dependencies = Object.fromEntries(Object.keys(packages).map((name) => [name.replace('node_modules/', ''), '1.0.0']));
    const manifest = { name: 'example', private: true, dependencies };
    const lock = { name: 'example', lockfileVersion: 3, requires: true, packages: { '': manifest, ...packages } };
    await mkdir(example, { recursive: true });
    await writeFile(path.join(example, 'package.json'), JSON.stringify(manifest));
    await writeFile(path.join(example, 'package-lock.json'), JSON.stringify(lock));
    await writeFile(path.join(example, '.npmrc'), 'audit=false\n');
  }

  /** A program named npm that writes this to stderr and fails. */
  async function writeFailingNpm(message: string): Promise<NodeJS.ProcessEnv> {
    const folder = path.join(repository, 'bin');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'npm'), `#!/bin/sh\necho '${message}' >&2\nexit 1\n`);
    await chmod(path.join(folder, 'npm'), 0o755);
    return { PATH: `${folder}${path.delimiter}${process.env.PATH}` };
  }

  const failure = (environment: NodeJS.ProcessEnv) =>
    installSrcbook(place(environment), () => undefined).then(
      () => 'no failure',
      (error: Error) => error.message,
    );

  beforeEach(async () => {
    repository = await mkdtemp(path.join(tmpdir(), 'srcbook-install-'));
    example = path.join(repository, 'examples', 'srcbook');
    await writeExample({});
  });
  afterEach(() => rm(repository, { recursive: true, force: true }));

  it('installs the real application, and does it without npm and without a word the second time', async function () {
    this.timeout(180_000);
    await installSrcbook(place(process.env, REPOSITORY), () => undefined);
    const lines: string[] = [];
    await installSrcbook(place(WITHOUT_NPM, REPOSITORY), (line) => lines.push(line));
    expect(lines).to.deep.equal([]);
    const manifest = await readFile(path.join(REPOSITORY, 'examples/srcbook/node_modules/srcbook/package.json'), 'utf8');
    expect(JSON.parse(manifest).version).to.equal('0.0.18');
  });

  it('names no registry in the lock file, and needs no install script', async () => {
    const lock = await readFile(path.join(REPOSITORY, 'examples/srcbook/package-lock.json'), 'utf8');
    expect(lock).not.to.match(/"resolved": "http/);
    expect(lock).not.to.include('hasInstallScript');
  });

  it('lets 2 installations at the same time both succeed, and leaves no work folder', async () => {
    await Promise.all([1, 2].map(() => installSrcbook(place(process.env), () => undefined)));
    const lock = await readFile(path.join(example, 'package-lock.json'));
    const stamp = await readFile(path.join(example, 'node_modules', '.installed-lock'), 'utf8');
    expect(stamp).to.equal(createHash('sha256').update(lock).digest('hex'));
    expect((await readdir(example)).filter((name) => name.startsWith('.install-'))).to.deep.equal([]);
  });

  it('installs again when the lock file has changed, and removes what a killed installation left', async () => {
    await installSrcbook(place(process.env), () => undefined);
    const lockFile = path.join(example, 'package-lock.json');
    await writeFile(lockFile, `${await readFile(lockFile, 'utf8')}\n`);
    // Process ids are below 2^22 on Linux and 10^5 on macOS.
    await mkdir(path.join(example, '.install-99999999-abc'));
    const lines: string[] = [];
    await installSrcbook(place(process.env), (line) => lines.push(line));
    expect(lines).to.have.length(2);
    expect(await readdir(example)).to.have.members(['.npmrc', 'node_modules', 'package-lock.json', 'package.json']);
  });

  it('says in one sentence that npm is missing', async () => {
    expect(await failure(WITHOUT_NPM)).to.match(/^npm is not on the PATH.*\.$/);
  });

  it('keeps no process alive when npm is missing', async () => {
    const module = path.join(REPOSITORY, 'examples', 'srcbook', 'processes.ts');
    const script = `import { installSrcbook } from ${JSON.stringify(module)};
      await installSrcbook(${JSON.stringify(place(WITHOUT_NPM))}, () => {}).catch((error) => console.log(error.message));`;
    // Killed, and therefore a failure, when it does not end by itself.
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: ENDS_WITHIN_MS });
    expect(stdout).to.match(/^npm is not on the PATH/);
  });

  it('says in one sentence that the registry does not answer', async () => {
    await writeExample({ 'node_modules/absent': { version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==` } });
    const offline = {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
      npm_config_cache: path.join(repository, 'cache'),
    };
    expect(await failure({ ...process.env, ...offline })).to.match(/^The npm registry does not answer.*\.$/);
  });

  it('says in one sentence that the disk is full', async () => {
    expect(await failure(await writeFailingNpm('npm error code ENOSPC'))).to.match(/^The disk is full.*160 MB.*\.$/);
  });

  it('repeats the reason of npm for any other failure', async () => {
    const message = await failure(await writeFailingNpm('npm error code EUSAGE\nnpm error The lock file does not match.'));
    expect(message).to.include('npm says "The lock file does not match."');
  });
});
