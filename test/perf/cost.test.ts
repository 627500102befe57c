// What the preload may cost, as ratios and counts that a busy machine can't move; figures come from `npm run bench`.

import { expect } from 'chai';
import { SCENARIOS, type Scenario } from '../../bench/scenarios.ts';
import { type AppAnswer, Bench } from '../../bench/stage.ts';
import { medianOf } from '../../bench/statistics.ts';
import { type Subject, subjectNamed } from '../../bench/subjects.ts';

/** CPU per request, of ours to bare. Generous: it is there to catch a doubling, not to prove a figure. */
const LARGEST_CPU_RATIO = 2.5;
/** Heap that a request may allocate beyond what it does without the preload, in bytes. */
const LARGEST_ADDED_BYTES: Readonly<Record<string, number>> = { express: 10_000, websocket: 6_500 };

const ROUNDS = 5;
const WARM_MS = 600;
const LOAD_MS = 900;
/** Requests between two readings of the heap, few enough that the young generation holds them all. */
const CHUNK = 1_000;
const CHUNKS = 7;
const WARM_REQUESTS = 8_000;
/** A young generation so large, from the start, that no collection comes within a chunk: what was allocated is all still there. */
const LARGE_YOUNG_GENERATION = ['--min-semi-space-size=128', '--max-semi-space-size=128'];

describe('the cost of the preload', function () {
  this.timeout(120_000);
  let bench: Bench;
  before(async () => {
    bench = new Bench();
    await bench.ready();
  });
  after(() => bench.stop());

  it('stays within a ratio of the CPU of a bare request', async () => {
    let ratio = await cpuRatio(bench);
    // Somebody else's burst can hit one side; twice in a row it is ours.
    if (ratio > LARGEST_CPU_RATIO) ratio = await cpuRatio(bench);
    expect(ratio).to.be.lessThan(LARGEST_CPU_RATIO);
    expect(ratio).to.be.greaterThan(1);
  });

  for (const scenario of SCENARIOS.filter(({ name }) => name in LARGEST_ADDED_BYTES)) {
    it(`allocates no more than its limit for a ${scenario.unit} of ${scenario.name}`, async () => {
      const before = await bench.counts();
      const ours = await bytesEach(bench, subjectNamed('ours'), scenario);
      const arrived = await bench.counts();
      const bare = await bytesEach(bench, subjectNamed('bare'), scenario);
      if (process.env.BENCH_SHOW) console.log(`${scenario.name}: bare ${Math.round(bare)}, ours ${Math.round(ours)} bytes`);
      // An agent that does nothing allocates nothing.
      expect(arrived.spans - before.spans).to.be.greaterThan(CHUNK);
      expect(bare).to.be.greaterThan(0);
      expect(ours - bare).to.be.lessThan(LARGEST_ADDED_BYTES[scenario.name] as number);
    });
  }
});

async function cpuRatio(bench: Bench): Promise<number> {
  const scenario = SCENARIOS[0] as Scenario;
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await cpuEach(bench, subjectNamed('bare'), scenario);
    const ours = await cpuEach(bench, subjectNamed('ours'), scenario);
    ratios.push(ours / bare);
  }
  if (process.env.BENCH_SHOW) console.log(`ratios ${ratios.map((ratio) => ratio.toFixed(2))}`);
  return medianOf(ratios);
}

async function cpuEach(bench: Bench, subject: Subject, scenario: Scenario): Promise<number> {
  const { app, port } = await bench.startApp(subject, scenario.app);
  try {
    const load = { protocol: scenario.protocol, target: scenario.target, port, connections: 16 };
    await bench.load({ ...load, durationMs: WARM_MS });
    const begun: AppAnswer = await app.ask({ ask: 'begin' });
    const { requests } = await bench.load({ ...load, durationMs: LOAD_MS });
    const ended: AppAnswer = await app.ask({ ask: 'read' });
    return (ended.cpuUs - begun.cpuUs) / requests;
  } finally {
    await app.kill();
  }
}

/** Median of several chunks: a collection makes one of them negative. */
async function bytesEach(bench: Bench, subject: Subject, scenario: Scenario): Promise<number> {
  const { app, port } = await bench.startApp({ ...subject, args: () => [...LARGE_YOUNG_GENERATION, ...subject.args()] }, scenario.app);
  try {
    const load = { protocol: scenario.protocol, target: scenario.target, port, connections: 4, durationMs: 30_000 };
    await bench.load({ ...load, limit: WARM_REQUESTS });
    const chunks: number[] = [];
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      const before: AppAnswer = await app.ask({ ask: 'collect' });
      const { requests } = await bench.load({ ...load, limit: CHUNK });
      const after: AppAnswer = await app.ask({ ask: 'read' });
      chunks.push((after.heapBytes - before.heapBytes) / requests);
    }
    return medianOf(chunks);
  } finally {
    await app.kill();
  }
}
