// R01: one module of the preload throws, as it is imported, at every call while the preload starts, or at every call from then on.
// The application prints the same, ends the same, and stderr has one coded line of ours at most.
//
// The short form takes a few modules by a seed that is printed; the long form takes all of them, in each way.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { type Ended, PRELOADS, runApp, sendTo } from '../support/run-app.ts';
import { FaultSink } from './support/fault-sink.ts';
import { seeded } from './support/random.ts';
import { REPETITIONS, SEED } from './support/repetitions.ts';
import { sideBySide } from './support/side-by-side.ts';

const APP = 'everyday.mjs';
const BREAK = join(import.meta.dirname, 'support/break-module.mjs');
const ROOT = `${dirname(PRELOADS.sources)}/`;
const WAYS = ['import', 'start', 'later'] as const;
type Way = (typeof WAYS)[number];
/** Runs of the short form, for each way. */
const SHORT = 5;

/** A fault of ours that reads as one from outside is told for itself: a disk that can't be written, records that can't be sent. */
const TOLD_TWICE: ReadonlySet<string> = new Set(['private-folder.js', 'signals/spans/clock.js']);

/** What came of it when one module was broken. */
interface Broken {
  readonly name: string;
  readonly throws: number;
  readonly lines: readonly string[];
  readonly wrong: string | undefined;
}
const isReached = ({ throws }: Broken): boolean => throws > 0;

/** What can't be asked for, each with the reason. */
const EXCEPT: Readonly<Partial<Record<Way, Readonly<Record<string, string>>>>> = {
  import: { 'register.js': 'the file that the flag names: Node itself reports what is wrong with it' },
  start: { 'errors.js': 'the net below all others; it is broken in its parts' },
  later: {
    'errors.js': 'the net below all others; it is broken in its parts',
    'libraries/sqlite/operation.js': "runs the application's own call inside; what it calls is broken in its place",
  },
};

describe('an application under a preload of which one module throws', function () {
  this.timeout(20 * 60_000);
  let sink: FaultSink;
  let folder = '';
  let bare: Ended;
  let modules: string[] = [];

  const observe = (env: Readonly<Record<string, string>>): Promise<Ended> =>
    runApp(APP, {
      preload: 'sources',
      flags: ['--import', BREAK],
      env: { ...sendTo(sink.endpoint), PERAGUS_LOG_CORRELATION: 'false', BREAK_ROOT: ROOT, ...env },
    });

  before(async () => {
    sink = await FaultSink.open();
    folder = mkdtempSync(join(tmpdir(), 'peragus-broken-'));
    bare = await runApp(APP, { preload: false });
    const list = join(folder, 'list');
    expect(await observe({ BREAK_LIST: list })).to.deep.equal(bare);
    modules = [...new Set(readFileSync(list, 'utf8').trim().split('\n'))];
  });
  after(async () => {
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('loads more than 200 modules of the preload, whose faults are looked at', () => {
    expect(bare.code).to.equal(3);
    expect(modules).to.have.length.greaterThan(200);
    for (const names of Object.values(EXCEPT)) expect(modules).to.include.members(Object.keys(names));
  });

  for (const way of WAYS) {
    const count = REPETITIONS > 1 ? 'each' : `${SHORT} or more`;
    it(`prints and ends the same whatever of ${count} of them throws at ${way}, with at most 1 coded line`, async () => {
      const except = EXCEPT[way] ?? {};
      const results: Broken[] = [];
      for (const chosen of choices(modules.filter((name) => !(name in except)))) {
        results.push(...(await sideBySide(chosen, (name) => breakOne(name, way))));
        if (results.some(isReached) && REPETITIONS === 1) break;
      }
      const reached = results.filter(isReached).length;
      const byLines = Object.groupBy(results, ({ lines }) => String(lines.length));
      const told = Object.entries(byLines).map(([lines, some]) => `${some?.length} with ${lines} lines`);
      console.log(
        `      seed ${SEED}: ${results.length} modules, ${results.length - reached} without a call at that time; ${told.join(', ')}`,
      );
      if (process.env.PERAGUS_FAULT_SHOW)
        for (const { name, lines } of results.filter((each) => each.lines.length > 1))
          console.log([`${way} ${name}`, ...lines].join('\n        '));
      expect(results.filter(({ wrong }) => wrong).map(({ name, wrong }) => `${name}: ${wrong}`)).to.deep.equal([]);
      expect(reached).to.be.at.least(1);
      for (const { lines } of results) figure('R01', `lines of ours, a module throws at ${way}`, lines.length);
      figure('R01', `modules broken at ${way}`, reached);
    });
  }

  /** All of them, in a random order; in the short form a few at a time, until one was called at the time that is asked for. */
  function* choices(names: readonly string[]): Generator<string[]> {
    const random = seeded(SEED);
    const left = [...names];
    const most = REPETITIONS > 1 ? left.length : SHORT;
    while (left.length > 0)
      yield Array.from({ length: Math.min(most, left.length) }, () => left.splice(random.between(0, left.length - 1), 1)[0] as string);
  }

  async function breakOne(name: string, way: Way): Promise<Broken> {
    const told = join(folder, `${way}-${name.replaceAll('/', '-')}`);
    writeFileSync(told, '');
    const ended = await observe({ BREAK_FILE: name, BREAK_WHEN: way, BREAK_TOLD: told });
    const throws = readFileSync(told, 'utf8').length;
    const all = ended.stderr.split('\n');
    const lines = all.filter((line) => line.startsWith('peragus: PERAGUS-'));
    const codes = lines.map((line) => line.slice(9, 20));
    const own = { ...ended, stderr: all.filter((line) => !lines.includes(line)).join('\n') };
    const isSame = JSON.stringify(own) === JSON.stringify(bare);
    const isBrief = lines.length <= (TOLD_TWICE.has(name) ? 2 : 1) && new Set(codes).size === codes.length;
    const wrong = isSame && isBrief ? undefined : `${JSON.stringify(ended).slice(0, 1500)}`;
    return { name, throws, lines, wrong };
  }
});
