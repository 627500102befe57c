// The soak's judgement: a run in which nothing grows and nothing is missing keeps every limit, and each thing that may go wrong breaks its own.

import { expect } from 'chai';
import { seeded } from '../fault/support/random.ts';
import { Received } from '../fault/support/received.ts';
import { nameOf, nextPlague } from '../soak/faults.ts';
import { judge, type Seen } from '../soak/limits.ts';
import { readOptions } from '../soak/options.ts';
import { MEBIBYTE, rssSlopeMbPerH, type Sample } from '../soak/sample.ts';

const MINUTES = 30;
const sampleAt = (atMinutes: number, more: Partial<Sample> = {}): Sample => ({
  atMinutes,
  when: 'calm',
  requests: atMinutes * 6000,
  statements: atMinutes * 6000,
  lines: atMinutes * 6000,
  rssBytes: 100 * MEBIBYTE,
  heapBytes: 20 * MEBIBYTE,
  descriptors: 30,
  timers: 5,
  cpuMs: atMinutes * 1000,
  ...more,
});

/** A run of half an hour; `grow` says what is more at a minute. */
function run(grow: (minute: number) => Partial<Sample> = () => ({}), seen: Partial<Seen> = {}): string[] {
  const slice = { requests: 1000, failures: 0, p99Ms: 5, cpuMs: 100 };
  const whole: Seen = {
    samples: Array.from({ length: MINUTES + 1 }, (_, minute) => sampleAt(minute, grow(minute))),
    slices: [
      { ...slice, when: 'calm' },
      { ...slice, when: 'fault' },
    ],
    received: ledgered(0, {}),
    connectionsMax: 9,
    emitted: { traces: 0, logs: 0 },
    spooled: { traces: 0, logs: 0 },
    endedByItself: true,
    lines: [],
    ...seen,
  };
  return judge(whole)
    .filter(({ ok }) => !ok)
    .map(({ what }) => what);
}

/** What a sink has that took so many spans, and metrics of a ledger. */
function ledgered(spans: number, dropped: Readonly<Record<string, number>>): Received {
  const received = new Received();
  const keys = Array.from({ length: spans }, (_, index) => `span ${index}`);
  received.note('traces', keys, { kind: 'taken', count: spans }, undefined);
  const point = (value: number, attributes: Readonly<Record<string, string>>) => ({
    asInt: value,
    attributes: Object.entries(attributes).map(([key, text]) => ({ key, value: { stringValue: text } })),
  });
  const metrics = ['traces', 'logs'].flatMap((signal) => [
    { name: 'peragus.telemetry.emitted', sum: { dataPoints: [point(spans, { 'peragus.signal': signal })] } },
    {
      name: 'peragus.telemetry.dropped',
      sum: {
        dataPoints: Object.entries(dropped).map(([reason, count]) =>
          point(count, { 'peragus.signal': signal, 'peragus.drop.reason': reason }),
        ),
      },
    },
  ]);
  received.note('metrics', ['points'], { kind: 'taken', count: 1 }, { resourceMetrics: [{ resource: {}, scopeMetrics: [{ metrics }] }] });
  return received;
}

describe('the judgement of a soak', () => {
  it('keeps all limits when nothing grows and nothing is missing', () => expect(run()).to.deep.equal([]));

  it('finds memory that grows by 60 MB/h, and not 10 MB that come and go', () => {
    expect(run((minute) => ({ rssBytes: (100 + minute) * MEBIBYTE }))).to.deep.equal(['RSS slope after the first third']);
    expect(run((minute) => ({ rssBytes: (100 + (minute % 2) * 10) * MEBIBYTE }))).to.deep.equal([]);
    expect(rssSlopeMbPerH([sampleAt(0), sampleAt(30, { rssBytes: 101 * MEBIBYTE })])).to.equal(2);
  });

  it('finds a heap, descriptors and timers that are more at the end', () => {
    expect(run((minute) => ({ heapBytes: (20 + minute / 5) * MEBIBYTE }))).to.deep.equal([
      'most heap after collection, last third against first',
    ]);
    expect(run((minute) => ({ descriptors: 30 + Math.floor(minute / 5) }))).to.deep.equal([
      'most file descriptors but those connections, last third against first',
    ]);
    expect(run((minute) => ({ timers: 5 + minute }))).to.deep.equal(['timers, median of the last third against the first']);
    // Requests that are under way at a few of the looks.
    expect(run((minute) => ({ timers: minute > 20 && minute % 3 === 0 ? 12 : 5 }))).to.deep.equal([]);
    expect(run((minute) => ({ timers: minute > 18 ? 7 : 5 }))).to.deep.equal(['timers, median of the last third against the first']);
  });

  it('finds requests that failed, a process that had to be killed, and too many lines', () => {
    const slices = [{ when: 'calm', requests: 1000, failures: 1, p99Ms: 5, cpuMs: 100 }] as const;
    expect(run(undefined, { slices })).to.deep.equal(['failed requests']);
    expect(run(undefined, { connectionsMax: 100 })).to.deep.equal(['connections to the receiver at once']);
    expect(run(undefined, { endedByItself: false })).to.deep.equal(['the application ends by itself']);
    expect(run(undefined, { lines: new Array(100).fill('PERAGUS-006') })).to.deep.equal(['lines of ours on stderr']);
  });

  it('finds the 1 span of 100 that is nowhere, and none where 1 was counted as dropped or is on disk', () => {
    const emitted = { traces: 100, logs: 0 };
    expect(run(undefined, { emitted, received: ledgered(99, {}) })).to.deep.equal(['silent loss of spans']);
    expect(run(undefined, { emitted: { traces: 100, logs: 1 }, received: ledgered(99, { rejected: 1 }) })).to.deep.equal([]);
    expect(run(undefined, { emitted, spooled: { traces: 1, logs: 0 }, received: ledgered(99, {}) })).to.deep.equal([]);
  });
});

describe('the soak', () => {
  it('has the same faults with the same seed', () => {
    const of = (seed: number) => {
      const random = seeded(seed);
      return Array.from({ length: 50 }, () => nameOf(nextPlague(random)));
    };
    expect(of(7)).to.deep.equal(of(7));
    expect(of(7)).to.not.deep.equal(of(8));
    expect(new Set(of(7).map((name) => name.split(' ')[0])).size).to.be.greaterThan(6);
  });

  it('takes its arguments, and says in one sentence what means nothing', () => {
    expect(readOptions(['--minutes', '5', '--seed', '7'])).to.deep.include({
      minutes: 5,
      seed: 7,
      ratePerS: 100,
      form: 'bundle',
      help: false,
    });
    expect(() => readOptions(['--minutes', 'soon'])).to.throw('--minutes takes a number of at least 0.5, not soon.');
    expect(() => readOptions(['--form', 'none'])).to.throw('--form takes sources or bundle, not none.');
  });
});
