// R01, for what is shipped: stderr that nobody reads, a bundle that was cut or is gone, built-ins that can't be had. The application runs the same.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { type Ended, PRELOADS, runApp, sendTo } from '../support/run-app.ts';
import { FaultSink } from './support/fault-sink.ts';
import { seeded } from './support/random.ts';
import { REPETITIONS, SEED } from './support/repetitions.ts';
import { sideBySide } from './support/side-by-side.ts';

const APPS = join(import.meta.dirname, '../fixtures/apps');
const NOWHERE = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_BSP_SCHEDULE_DELAY: '50' };
/** Runs of the short form. */
const SHORT = 5;

const oursIn = ({ stderr }: Ended) => stderr.split('\n').filter((line) => line.startsWith('peragus: PERAGUS-'));
/** What the application itself did. */
const ownOf = (ended: Ended) => ({ ...ended, stderr: ended.stderr.replace(/^peragus: PERAGUS-.*\n/gm, '') });

describe('an application under a preload whose surroundings are broken', function () {
  this.timeout(5 * 60_000);
  let folder = '';
  let bare: Ended;
  let sink: FaultSink;
  before(async () => {
    sink = await FaultSink.open();
    folder = mkdtempSync(join(tmpdir(), 'peragus-broken-'));
    bare = await runApp('everyday.mjs', { preload: false });
  });
  after(async () => {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const sending = () => ({ ...sendTo(sink.endpoint), PERAGUS_LOG_CORRELATION: 'false' });

  for (const form of ['sources', 'bundle'] as const)
    it(`outlives 2 warnings of the ${form} on a stderr that nobody reads any more`, async () => {
      const flags = ['--import', PRELOADS[form], join(APPS, 'ends.mjs'), 'by-exit-code'];
      // A wrong setting is told at the start, a Collector that isn't there before the end.
      const env = { ...process.env, ...NOWHERE, OTEL_TRACES_SAMPLER: 'nonsense' };
      const child = spawn(process.execPath, flags, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      child.stderr.destroy();
      const [stdout, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'close')]);
      expect({ stdout, code, signal }).to.deep.equal({ stdout: 'working\n', code: 4, signal: null });
    });

  /** A copy of the bundle, with something done to it. */
  function copyBundle(name: string, change: (preload: string) => void): string {
    const copy = join(folder, name);
    cpSync(join(PRELOADS.bundle, '..'), copy, { recursive: true });
    change(join(copy, 'preload.cjs'));
    return join(copy, 'register.js');
  }
  const runWith = (register: string) => runApp('everyday.mjs', { preload: false, flags: ['--import', register], env: sending() });

  it('has one line more, and nothing else, when the bundle is gone, is empty, or is a folder', async () => {
    const copies = [
      copyBundle('gone', (file) => rmSync(file)),
      copyBundle('empty', (file) => truncateSync(file)),
      copyBundle('folder', (file) => {
        rmSync(file);
        mkdirSync(file);
      }),
    ];
    for (const ended of await sideBySide(copies, runWith)) {
      expect(oursIn(ended).join('\n')).to.match(/^peragus: PERAGUS-003 The preload could not start \([^\n]*$/);
      expect(ownOf(ended)).to.deep.equal(bare);
    }
  });

  const cuts = SHORT * REPETITIONS;
  it(`has one line more, and nothing else, when the bundle is cut at ${cuts} of ${cuts} random bytes`, async () => {
    const random = seeded(SEED);
    const size = readFileSync(join(PRELOADS.bundle, '../preload.cjs')).length;
    const places = Array.from({ length: cuts }, () => random.between(1, size - 1));
    await sideBySide([...places.entries()], async ([index, at]) => {
      const register = copyBundle(`cut-${index}`, (file) => truncateSync(file, at));
      const ended = await runWith(register);
      rmSync(join(register, '..'), { recursive: true });
      const what = `cut at byte ${at}, seed ${SEED}`;
      expect(oursIn(ended), what).to.have.lengthOf(1);
      expect(ownOf(ended), what).to.deep.equal(bare);
      figure('R01', 'lines of ours, the bundle is cut', oursIn(ended).length);
    });
  });

  it(`has coded lines more, and nothing else, when a built-in can't be had: ${REPETITIONS > 1 ? 'each' : SHORT} of those that are asked for`, async () => {
    const flags = ['--import', join(import.meta.dirname, 'support/break-builtin.mjs')];
    const list = join(folder, 'list');
    writeFileSync(list, '');
    const observed = await runApp('everyday.mjs', { preload: 'bundle', flags, env: { ...sending(), BREAK_LIST: list } });
    expect(ownOf(observed)).to.deep.equal(bare);
    const names = [...new Set(readFileSync(list, 'utf8').trim().replaceAll('node:', '').split('\n'))];
    expect(names).to.include('http').and.include('fs');
    const random = seeded(SEED);
    // What the entry itself asks for is the first thing of all: Node reports it, as it reports any file of a flag that can't be run.
    const entry = new Set(
      [...readFileSync(PRELOADS.bundle, 'utf8').matchAll(/peragusBuiltin\(["'](?:node:)?([\w/]+)["']\)/g)].map(([, name]) => name),
    );
    const others = names.filter((name) => !entry.has(name));
    const chosen = REPETITIONS > 1 ? others : Array.from({ length: SHORT }, () => random.pick(others));
    await sideBySide([...new Set(chosen)], async (name) => {
      const ended = await runApp('everyday.mjs', { preload: 'bundle', flags, env: { ...sending(), BREAK_BUILTIN: name } });
      const codes = oursIn(ended).map((line) => line.slice(9, 20));
      expect(codes.length, `${name}: ${ended.stderr}`).to.be.within(0, 3);
      expect(new Set(codes).size, `${name}: ${ended.stderr}`).to.equal(codes.length);
      expect(ownOf(ended), name).to.deep.equal(bare);
      figure('R01', "lines of ours, a built-in can't be had", codes.length);
    });
  });
});
