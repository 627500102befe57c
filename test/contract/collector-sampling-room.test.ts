// Sampling with less room than traces: what failed is kept all the same, and what went out early is in the books.

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { nowNanos, postOtlp, traces } from '../support/otlp-json.ts';
import { openStoreSink, type StoreSink } from '../support/store-sink.ts';

const ROOM = 50;
const TRACES = 500;
const FAILED_EVERY = 10;
const TAIL = 'otelcol_processor_tail_sampling';
const ARRIVES_WITHIN_MS = 15_000;

describe('sampling with too little room', function () {
  this.timeout(30_000);
  let stores: StoreSink;
  let collector: CollectorRun;
  const ids = Array.from({ length: TRACES }, () => randomBytes(16).toString('hex'));
  const spans = (kind: number, code: (index: number) => number) =>
    ids.map((traceId, index) => {
      const times = { startTimeUnixNano: nowNanos(-5), endTimeUnixNano: nowNanos() };
      return { traceId, spanId: randomBytes(8).toString('hex'), name: 'work', kind, ...times, status: { code: code(index) } };
    });

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    stores = await openStoreSink();
    const settings = { PERAGUS_SAMPLE_ONE_IN: '100000000000', PERAGUS_SAMPLING_TRACES: String(ROOM), PERAGUS_SAMPLING_WAIT: '2s' };
    collector = await CollectorRun.start('single', { environment: { ...stores.environment, ...settings } });
    await postOtlp(
      collector.otlpUrl,
      'traces',
      traces(
        { 'service.name': 'crowd' },
        spans(2, () => 0),
      ),
    );
    await postOtlp(
      collector.otlpUrl,
      'traces',
      traces(
        { 'service.name': 'crowd' },
        spans(3, (index) => (index % FAILED_EVERY === 0 ? 2 : 0)),
      ),
    );
  });
  after(async () => {
    await collector?.remove();
    await stores?.sink.close();
  });

  it(`keeps ${TRACES / FAILED_EVERY} of ${TRACES / FAILED_EVERY} failures of ${TRACES} traces with room for ${ROOM}`, async () => {
    const failed = () => stores.sink.spans.filter(({ status }) => status === 2).length;
    await stores.sink.until('all failures', () => failed() === TRACES / FAILED_EVERY, ARRIVES_WITHIN_MS);
  });

  it('has every trace in its books: decided, in memory, or gone early for want of room', async () => {
    const own = await collector.metrics();
    const early = own.sum(`${TAIL}_new_trace_id_received_total`) - own.sum(`${TAIL}_global_count_traces_sampled_total`);
    expect(early).to.be.within(TRACES - 2 * ROOM, 2 * TRACES);
    expect(own.sum(`${TAIL}_global_count_traces_sampled_total`, { decision: 'sampled' })).to.equal(TRACES / FAILED_EVERY);
  });
});
