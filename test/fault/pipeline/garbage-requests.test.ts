// R32: bodies that are no OTLP, or almost, cost the Collector nothing: each is answered, none ends it, and an honest sender loses nothing meanwhile.

import { expect } from 'chai';
import { programsOf, RESOLVE_DEADLINE_MS } from '../../support/back-ends.ts';
import { figures } from '../../support/figures.ts';
import { logs, metrics, nowNanos, traces } from '../../support/otlp-json.ts';
import { flood } from '../support/flood.ts';
import { residentMb } from '../support/memory.ts';
import { expectAllArrive, usePipeline } from '../support/pipeline.ts';
import { type Random, seeded } from '../support/random.ts';
import { REPETITIONS, SEED } from '../support/repetitions.ts';

const BODIES = REPETITIONS > 1 ? 10_000 : 1_500;
const CONNECTIONS = 8;
/** What the Collector answers, with 500, to a body so bad that its own sentence about it is no UTF-8; no sender repeats that either. */
const BEYOND_WORDS = /failed to marshal error message/;
/** Memory after the second half may be this much above that after the first. */
const MORE_MB = 20;
const SIGNALS = ['traces', 'metrics', 'logs'] as const;
type Signal = (typeof SIGNALS)[number];

/** Requests that are well, of each signal. */
const WELL: Record<Signal, object> = {
  traces: traces({ 'service.name': 'fuzz' }, [
    {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      name: 'GET /',
      kind: 2,
      startTimeUnixNano: nowNanos(-5),
      endTimeUnixNano: nowNanos(),
      status: { code: 2 },
      attributes: [{ key: 'http.route', value: { stringValue: '/' } }],
    },
  ]),
  metrics: metrics({ 'service.name': 'fuzz' }, [{ name: 'fuzz', gauge: { dataPoints: [{ timeUnixNano: nowNanos(), asDouble: 1.5 }] } }]),
  logs: logs({ 'service.name': 'fuzz' }, [
    {
      timeUnixNano: nowNanos(),
      severityNumber: 9,
      body: { kvlistValue: { values: [{ key: 'a', value: { arrayValue: { values: [{ intValue: '1' }] } } }] } },
    },
  ]),
};
/** A request with one log record, in protobuf. */
const PROTOBUF = Buffer.from('0a270a160a140a0c736572766963652e6e616d6512040a026675120d120b0900010203040506071009', 'hex');
const STRANGE = [
  'null',
  '[]',
  '{}',
  '""',
  '0',
  '{"resourceSpans":null}',
  '{"resourceLogs":[null]}',
  '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[null]}]}]}',
  `${'['.repeat(5_000)}`,
  '{"a":'.repeat(5_000),
  '\u0000',
  '1e999',
];

interface Fuzzed {
  readonly body: Buffer;
  readonly type: string;
}

function makeBody(random: Random, signal: Signal): Fuzzed {
  const isJson = random.next() < 0.5;
  const type = isJson ? 'application/json' : 'application/x-protobuf';
  const kind = random.between(0, 4);
  if (kind === 0) return { body: Buffer.from(random.pick(STRANGE)), type };
  if (kind === 1) return { body: Buffer.from(Array.from({ length: random.between(0, 300) }, () => random.between(0, 255))), type };
  const body = Buffer.from(isJson ? JSON.stringify(WELL[signal]) : PROTOBUF);
  if (kind === 2) return { body: body.subarray(0, random.between(0, body.length)), type };
  for (let change = random.between(1, 8); change > 0; change -= 1) {
    const at = random.between(0, body.length - 1);
    body[at] = kind === 3 ? random.between(0, 255) : (body[at] ?? 0) ^ (1 << random.between(0, 7));
  }
  return { body, type };
}

describe(`R32: ${BODIES} bodies that are no OTLP, or almost`, function () {
  this.timeout(120_000);
  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
  });

  it(`cost 0 crashes, are answered for good, leave memory within ${MORE_MB} MB, and an honest sender loses 0`, async () => {
    console.log(`      seed ${SEED}`);
    await usePipeline(async (collector, stores, send) => {
      const honest = send({ perSecond: 200 });
      const answers = new Map<number, number>();
      const failures = new Set<string>();
      const memory: number[] = [];
      for (const half of [0, 1]) {
        for (const signal of SIGNALS) {
          const random = seeded(SEED + half * 10 + SIGNALS.indexOf(signal));
          const fuzzed = Array.from({ length: BODIES / 6 }, () => makeBody(random, signal));
          const bodies = fuzzed.map(({ body }) => body);
          const typeOf = (body: number) => fuzzed[body]?.type ?? '';
          const isOver = (sent: number) => sent >= bodies.length;
          const seen = await flood({ url: `${collector.otlpUrl}/v1/${signal}`, bodies, typeOf, connections: CONNECTIONS, isOver });
          for (const failure of seen.failures) failures.add(failure);
          for (const [status, count] of seen.answers) answers.set(status, (answers.get(status) ?? 0) + count);
        }
        memory.push(residentMb(collector.pid));
      }
      await honest.finish();
      const [first = 0, second = 0] = memory;
      figures('R32', { ...Object.fromEntries(answers), firstMb: first, secondMb: second, honest: honest.made });
      expect(collector.isRunning).to.equal(true);
      expect(collector.log).not.to.contain('panic');
      const odd = [...answers.keys()].filter((status) => status !== 200 && status !== 500 && (status < 400 || status > 499));
      for (const failure of failures) expect(failure).to.match(BEYOND_WORDS);
      expect(odd, `answers ${JSON.stringify([...answers])}`).to.deep.equal([]);
      expect(answers.get(400) ?? 0).to.be.greaterThan(BODIES / 4);
      expect(second - first).to.be.at.most(MORE_MB);
      expect(honest.kept).to.equal(0);
      await expectAllArrive(honest, stores);
    });
  });
});
