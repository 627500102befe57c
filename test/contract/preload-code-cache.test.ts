// The code cache of the bundle: left for later processes, never trusted when damaged or open to others, and off where Node's own is.

import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runApp } from '../support/run-app.ts';

describe('the code cache of the bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peragus-code-cache-'));
  const caches = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('-v'))
      .map((name) => join(folder, name));
  const run = (more: Record<string, string> = {}) =>
    runApp('ends.mjs', {
      preload: 'bundle',
      args: ['naturally'],
      env: { TMPDIR: folder, PERAGUS_LOG_LEVEL: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...more },
    });
  const PLAIN = { code: 0, signal: null, stdout: 'working\n', stderr: 'a line on stderr\n' };
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is not left where NODE_DISABLE_COMPILE_CACHE says so', async () => {
    expect(await run({ NODE_DISABLE_COMPILE_CACHE: '1' })).to.deep.equal(PLAIN);
    expect(caches()).to.deep.equal([]);
  });

  it('is left by a process that ends at once, and used as it is by the next', async () => {
    expect(await run()).to.deep.equal(PLAIN);
    const [file = ''] = caches();
    const left = readFileSync(file);
    expect(await run()).to.deep.equal(PLAIN);
    expect(readFileSync(file).equals(left)).to.equal(true);
  });

  it('is replaced when a byte of it has changed, which V8 would run', async () => {
    const [file = ''] = caches();
    const damaged = readFileSync(file);
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 0xff;
    writeFileSync(file, damaged);
    expect(await run()).to.deep.equal(PLAIN);
    expect(readFileSync(file).equals(damaged)).to.equal(false);
  });

  it('is left alone in a folder that others can write', async () => {
    const [file = ''] = caches();
    writeFileSync(file, 'not ours');
    chmodSync(join(file, '..'), 0o777);
    expect(await run()).to.deep.equal(PLAIN);
    expect(readFileSync(file, 'utf8')).to.equal('not ours');
  });
});
