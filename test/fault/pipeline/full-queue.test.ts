// R30: a full queue and a burst ten times too large are refused with an answer that lets the sender keep its data, in bounded memory.

import { expect } from 'chai';
import { programsOf, RESOLVE_DEADLINE_MS } from '../../support/back-ends.ts';
import { figures } from '../../support/figures.ts';
import { metrics, nowNanos } from '../../support/otlp-json.ts';
import { waitFor } from '../../support/wait.ts';
import { flood } from '../support/flood.ts';
import { peakMb } from '../support/memory.ts';
import { EAGER, expectAllArrive, usePipeline } from '../support/pipeline.ts';
import { REPETITIONS } from '../support/repetitions.ts';

const IS_LONG = REPETITIONS > 1;
const RECOVERS_WITHIN_MS = 30_000;
const LIMIT_MIB = 200;
const MOST_MB = 260;
const BURST_MS = 10_000;
/** Requests of 2 MB each, 60 at once: what is under way takes more than the limit once it is decoded. */
const CONNECTIONS = 60;
const BODIES = 30;
const POINTS_A_BODY = 20_000;
/** 400 kB: full after a second of the client's records. */
const SMALL_QUEUE = 'yaml:exporters::otlp_http/loki::sending_queue: {queue_size: 400000, batch: {min_size: 100000, max_size: 200000}}';
const RETRYABLE = [429, 503];

describe('R30: more than the Collector can take', function () {
  this.timeout(60_000 + BURST_MS + RECOVERS_WITHIN_MS);
  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
  });

  it(`a full queue answers 429 or 503 and counts it, and all is well within ${RECOVERS_WITHIN_MS / 1_000} s after the store is back`, async () => {
    await usePipeline(
      async (collector, stores, send) => {
        await stores.set({ kind: 'refuse' });
        const client = send({ perSecond: 800 });
        await waitFor('refusals', () => RETRYABLE.some((status) => (client.refusals.get(status) ?? 0) > 5), 20_000);
        expect(
          [...client.refusals.keys()].every((status) => RETRYABLE.includes(status)),
          String([...client.refusals]),
        ).to.equal(true);
        const own = await collector.metrics();
        expect(own.sum('otelcol_exporter_enqueue_failed_log_records_total', { exporter: 'otlp_http/loki' })).to.be.greaterThan(0);
        expect(own.sum('otelcol_exporter_queue_size', { exporter: 'otlp_http/loki' })).to.be.greaterThan(0);
        const kept = client.kept;
        await stores.heal();
        const backMs = performance.now();
        await client.finish(RECOVERS_WITHIN_MS);
        expect(client.kept, 'records that the client still has').to.equal(0);
        await expectAllArrive(client, stores, RECOVERS_WITHIN_MS);
        expect(performance.now() - backMs).to.be.at.most(RECOVERS_WITHIN_MS);
        figures('R30: full queue', {
          refused: [...client.refusals.values()].reduce((sum, count) => sum + count, 0),
          kept,
          recoveredMs: performance.now() - backMs,
        });
      },
      { more: [...EAGER, SMALL_QUEUE] },
    );
  });

  // Half a minute of work for the stand-in of the store, so only in the long form.
  if (IS_LONG) {
    it(`${CONNECTIONS} requests of 2 MB at once with a limit of ${LIMIT_MIB} MiB cost at most ${MOST_MB} MB, 0 records, and no honest sender its data`, async () => {
      const environment = {
        PERAGUS_COLLECTOR_MEMORY_MIB: String(LIMIT_MIB),
        PERAGUS_COLLECTOR_MEMORY_SPIKE_MIB: '50',
        GOMEMLIMIT: '160MiB',
      };
      await usePipeline(
        async (collector, stores, send) => {
          await stores.set({ kind: 'refuse' });
          const honest = send({ perSecond: 100 });
          const started = performance.now();
          const plan = { url: `${collector.otlpUrl}/v1/metrics`, bodies: Array.from({ length: BODIES }, (_, body) => burstBody(body)) };
          const isOver = () => performance.now() - started > BURST_MS;
          const burst = flood({ ...plan, typeOf: () => 'application/json', connections: CONNECTIONS, isOver });
          const peak = await peakMb(collector.pid, burst);
          const { answers, acknowledged } = await burst;
          const own = await collector.metrics();
          const refused = own.sum('otelcol_receiver_refused_metric_points_total') + own.sum('otelcol_receiver_failed_metric_points_total');
          await stores.heal();
          await honest.finish(RECOVERS_WITHIN_MS);
          const seen = {
            peakMb: peak,
            taken: answers.get(200) ?? 0,
            answered429: answers.get(429) ?? 0,
            answered503: answers.get(503) ?? 0,
          };
          figures('R30: burst', { ...seen, refusedPoints: refused, honestKept: honest.kept });
          expect(
            [...answers.keys()].every((status) => [200, ...RETRYABLE].includes(status)),
            String([...answers]),
          ).to.equal(true);
          expect(seen.answered429 + seen.answered503).to.be.greaterThan(0);
          expect(refused).to.be.greaterThan(0);
          expect(collector.isRunning).to.equal(true);
          expect(honest.kept, 'records that the honest client still has').to.equal(0);
          await expectAllArrive(honest, stores, RECOVERS_WITHIN_MS);
          const arrived = () => new Set(stores.received.points('burst').map(({ instance }) => instance));
          await stores.until('the burst', () => [...acknowledged].every((body) => arrived().has(`burst ${body}`)), RECOVERS_WITHIN_MS);
          expect(peak).to.be.at.most(MOST_MB);
        },
        { environment },
      );
    });
  }
});

function burstBody(body: number): Buffer {
  const dataPoints = Array.from({ length: POINTS_A_BODY }, (_, point) => ({ timeUnixNano: nowNanos(), asDouble: point, attributes: [] }));
  const resource = { 'service.name': 'burst', 'service.instance.id': `burst ${body}` };
  return Buffer.from(JSON.stringify(metrics(resource, [{ name: 'burst', gauge: { dataPoints } }])));
}
