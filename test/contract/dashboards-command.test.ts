// `npm run dashboards` as it is typed: files, exit codes, and pictures where there is a Chromium.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadBoards } from '../../dashboards/render/board.ts';
import { findChromium } from '../../dashboards/render/picture/chromium.ts';
import { type FakeStores, startFakeStores } from '../support/fake-stores.ts';

const CLI = join(import.meta.dirname, '../../dashboards/render/cli.ts');

describe('npm run dashboards', function () {
  this.timeout(120_000);
  let fake: FakeStores;
  let folder: string;

  before(async () => {
    fake = await startFakeStores();
    folder = mkdtempSync(join(tmpdir(), 'peragus-dashboards-'));
  });
  after(async () => {
    await fake?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number | null; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const { prometheus: url } = fake.stores;
      const stores = { PERAGUS_PROMETHEUS_URL: url, PERAGUS_LOKI_URL: url, PERAGUS_TEMPO_URL: url };
      const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, ...stores, ...environment } });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });

  it('writes all dashboards into one file that needs nothing else, and ends with 0', async () => {
    const out = join(folder, 'all.html');
    const { code, stderr } = await run(['--out', out, '--from', 'now-24h', '--var', 'service=peragus-api']);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const text = readFileSync(out, 'utf8');
    for (const { title } of loadBoards()) expect(text).to.include(`>${title}</h1>`);
    expect(text).to.include('Service: <b>peragus-api</b>');
    expect(text).not.to.match(/(src|href)="(?!https?:\/\/|#)/);
    expect(text).not.to.include('<form');
    expect(text.match(/href="http:\/\/127\.0\.0\.1:3001\/search\//g)?.length).to.be.greaterThan(50);
  });
  it('leads to Grafana where GRAFANA_URL names one', async () => {
    const out = join(folder, 'grafana.html');
    await run(['--out', out, '--dashboard', 'node-runtime'], { GRAFANA_URL: 'https://grafana.test/' });
    const text = readFileSync(out, 'utf8');
    expect(text).to.include('href="https://grafana.test/explore?').and.not.to.include('/search/');
  });
  it('ends with 3 and names panel and query when a query is not answered, and writes the rest', async () => {
    const out = join(folder, 'part.html');
    fake.behaviour.refuse = /nodejs_eventloop_utilization/;
    const { code, stderr } = await run(['--out', out, '--dashboard', 'node-runtime']);
    fake.behaviour.refuse = undefined;
    expect(code).to.equal(3);
    expect(stderr).to.match(/Node runtime, panel "[^"]+", query A: Prometheus answered 400: refused by the test/);
    expect(readFileSync(out, 'utf8')).to.include('Query A was not answered.');
  });
  it('ends with 3 and names the address when a store is not there', async () => {
    const { code, stderr } = await run(['--out', join(folder, 'off.html'), '--dashboard', 'node-runtime'], {
      PERAGUS_PROMETHEUS_URL: 'http://127.0.0.1:1',
    });
    expect(code).to.equal(3);
    expect(stderr).to.include("Prometheus at http://127.0.0.1:1 can't be reached");
  });
  it('ends with 1 when the file can not be written, or a picture has no Chromium', async () => {
    expect((await run(['--out', join(folder, 'no/such/folder.html'), '--dashboard', 'node-runtime'])).code).to.equal(1);
    const { code, stderr } = await run(['--png', '--out', join(folder, 'x.png'), '--dashboard', 'node-runtime'], {
      CHROMIUM_BIN: '/no/such/chromium',
    });
    expect(code).to.equal(1);
    expect(stderr).to.include('Chromium');
  });
  for (const [args, named] of [
    [[], '--out'],
    [['--out', 'x', '--dashboard', 'nothing'], '"nothing"'],
    [['--out', 'x', '--var', 'colour=red'], '"colour"'],
    [['--out', 'x', '--var', 'red'], '--var'],
    [['--out', 'x', '--from', 'yesterday'], '"yesterday"'],
    [['--out', 'x', '--png', '--width', '12'], '--width'],
    [['--out', 'x', '--theme', 'pink'], '--theme'],
    [['--colour'], '--colour'],
  ] as const) {
    it(`ends with 2 for "${args.join(' ')}" and names ${named}`, async () => {
      const { code, stderr } = await run(args);
      expect(code).to.equal(2);
      expect(stderr).to.include(named).and.include('usage: npm run dashboards');
    });
  }
  it('explains itself with --help', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).to.equal(0);
    for (const word of ['--from', '--var', '--png', 'Exit codes', 'CHROMIUM_BIN']) expect(stdout).to.include(word);
  });

  it('takes a picture of 390 pixels where there is a Chromium', async function () {
    if (!findChromium(process.env)) this.skip();
    const out = join(folder, 'narrow.png');
    const { code, stderr } = await run(['--png', '--width', '390', '--theme', 'dark', '--out', out, '--dashboard', 'node-runtime']);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const png = readFileSync(out);
    expect(png.subarray(1, 4).toString()).to.equal('PNG');
    expect(png.readUInt32BE(16)).to.equal(390);
    expect(png.readUInt32BE(20)).to.be.greaterThan(1_000);
  });
});
