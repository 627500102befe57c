// Tail sampling: what is worth reading is kept whole, one in N of the rest, and the books balance.

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { attribute as a, DEBUG_SESSION, type SAMPLING_REASONS, SOFT_ERROR } from '../../instrumentation/vocabulary/index.ts';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { type Fields, keyValues, nowNanos, postOtlp, traces } from '../support/otlp-json.ts';
import { openStoreSink, type StoreSink } from '../support/store-sink.ts';
import { waitFor } from '../support/wait.ts';

const ONE_IN = 10;
const ORDINARY = 1_000;
/** Of each kind that is always kept. */
const WORTHY = 40;
const SPANS_A_TRACE = 3;
const DECIDED_WITHIN_MS = 15_000;
const TAIL = 'otelcol_processor_tail_sampling';

interface Kind {
  readonly root?: Fields;
  readonly leaf?: Fields;
  readonly status?: number;
  readonly state?: string;
  readonly tookMs?: number;
}
/** How each kind of trace that is always kept shows it, on its first or its last span. */
const KINDS: Readonly<Record<Exclude<(typeof SAMPLING_REASONS)[number], 'one_in_n'>, Kind>> = {
  debug: { state: `${DEBUG_SESSION.key}=${DEBUG_SESSION.value}` },
  error: { status: 2 },
  soft_error: { root: { [a.softErrorRule.key]: 'error', [a.errorType.key]: SOFT_ERROR } },
  slow: { root: { [a.httpRoute.key]: '/quick' }, tookMs: 300 },
  rare_route: { root: { [a.httpRoute.key]: '/rare' } },
};

/** Three spans of one trace, each in a request of its own: server, internal, client. */
function makeTrace(traceId: string, { root = {}, leaf = {}, status = 0, state = '', tookMs = 20 }: Kind): object[] {
  const ids = Array.from({ length: SPANS_A_TRACE }, () => randomBytes(8).toString('hex'));
  const common = { traceId, traceState: state, startTimeUnixNano: nowNanos(-tookMs), endTimeUnixNano: nowNanos() };
  return [
    { ...common, spanId: ids[0], name: 'GET /busy', kind: 2, attributes: keyValues({ [a.httpRoute.key]: '/busy', ...root }) },
    { ...common, spanId: ids[1], parentSpanId: ids[0], name: 'work', kind: 1 },
    { ...common, spanId: ids[2], parentSpanId: ids[1], name: 'ask', kind: 3, status: { code: status }, attributes: keyValues(leaf) },
  ];
}

/** The last 56 bits of an id say whether it is one of N, as W3C trace context means them. */
const isOneOfN = (traceId: string): boolean => BigInt(`0x${traceId.slice(18)}`) < 2n ** 56n / BigInt(ONE_IN);
const newId = (): string => randomBytes(16).toString('hex');
const newIdNotOfN = (): string => {
  const id = newId();
  return isOneOfN(id) ? newIdNotOfN() : id;
};

describe('sampling', function () {
  this.timeout(40_000);
  let stores: StoreSink;
  let collector: CollectorRun;
  const worthy = new Map<string, string>();
  const ordinary = Array.from({ length: ORDINARY }, newId);

  const send = (spans: readonly object[]) => postOtlp(collector.otlpUrl, 'traces', traces({ 'service.name': 'sampled' }, spans));
  const stored = (traceId: string) => stores.sink.spans.filter((span) => span.traceId === traceId);
  const decided = () => {
    const all = async () => {
      const own = await collector.metrics();
      return own.sum(`${TAIL}_new_trace_id_received_total`) === own.sum(`${TAIL}_global_count_traces_sampled_total`);
    };
    return waitFor('all decisions', all, DECIDED_WITHIN_MS);
  };

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    stores = await openStoreSink();
    const settings = { PERAGUS_SAMPLE_ONE_IN: String(ONE_IN), PERAGUS_SAMPLING_WAIT: '2s', PERAGUS_SLOW_MS: '5000' };
    const routes = { PERAGUS_SLOW_ROUTES_MS: '/other=9000,/quick=200', PERAGUS_BUSY_ROUTES: '^(/busy|/quick)$' };
    const more = ['span_metrics', 'service_graph'].map((id) => `yaml:connectors::${id}::metrics_flush_interval: 1s`);
    collector = await CollectorRun.start('single', { environment: { ...stores.environment, ...settings, ...routes }, more });
    const list: object[][] = [];
    for (const [reason, kind] of Object.entries(KINDS)) {
      for (let count = 0; count < WORTHY; count += 1) {
        const id = newId();
        worthy.set(id, reason);
        list.push(makeTrace(id, kind));
      }
    }
    // As long as the slow ones take, on a route that may take longer; behind them, so that no limit is kept from one span to the next.
    list.push(...ordinary.map((id) => makeTrace(id, { tookMs: 300 })));
    // Roots last, so that the spans before them have to wait in memory.
    for (const at of [2, 1, 0]) await send(list.map((spans) => spans[at] as object));
    await decided();
  });
  after(async () => {
    await collector?.remove();
    await stores?.sink.close();
  });

  it(`keeps ${WORTHY} of ${WORTHY} traces whole for each of 5 reasons, and writes the reason on the span that has it`, async () => {
    await stores.sink.until('the worthy', () => [...worthy.keys()].every((id) => stored(id).length === SPANS_A_TRACE), DECIDED_WITHIN_MS);
    for (const [id, reason] of worthy) {
      const reasons = stored(id).flatMap(({ attributes }) => attributes[a.samplingReason.key] ?? []);
      expect(reasons, `${reason} ${id}`).to.include(reason);
    }
  });

  it(`keeps one in ${ONE_IN} of 1000 ordinary traces, by their ids alone, and nothing of the others`, async () => {
    const chosen = ordinary.filter(isOneOfN);
    expect(chosen.length).to.be.within(50, 160);
    await stores.sink.until('the chosen', () => chosen.every((id) => stored(id).length === SPANS_A_TRACE), DECIDED_WITHIN_MS);
    for (const id of ordinary.filter((each) => !isOneOfN(each))) expect(stored(id), id).to.have.length(0);
  });

  it('accepts as many spans as it stores and samples out: 0 unaccounted', async () => {
    const own = await collector.metrics();
    const all = ORDINARY + worthy.size;
    const kept = ordinary.filter(isOneOfN).length + worthy.size;
    expect(own.sum('otelcol_receiver_accepted_spans_total')).to.equal(all * SPANS_A_TRACE);
    expect(own.sum('otelcol_exporter_sent_spans_total', { exporter: 'otlp_http/tempo' })).to.equal(kept * SPANS_A_TRACE);
    expect(own.sum(`${TAIL}_global_count_traces_sampled_total`, { decision: 'sampled' })).to.equal(kept);
    expect(own.sum(`${TAIL}_global_count_traces_sampled_total`, { decision: 'not_sampled' })).to.equal(all - kept);
    expect(own.sum(`${TAIL}_new_trace_id_received_total`)).to.equal(all);
  });

  it('counts every span in span metrics, also those that it samples out', async () => {
    const calls = () => stores.sink.points.filter(({ metric }) => metric === 'traces.span.metrics.calls');
    const total = () => {
      const last = new Map(calls().map(({ attributes, value }) => [JSON.stringify(attributes), value]));
      return [...last.values()].reduce((sum, value) => sum + value, 0);
    };
    await stores.sink.until('all calls', () => total() === (ORDINARY + worthy.size) * SPANS_A_TRACE, 20_000);
  });

  it('keeps the late spans of a kept trace, and a late failure of one that was sampled out', async () => {
    const [kept = ''] = worthy.keys();
    const gone = ordinary.find((id) => !isOneOfN(id)) ?? '';
    const [, , ok] = makeTrace(kept, {});
    const [, , failed] = makeTrace(gone, { status: 2 });
    await send([ok as object, failed as object]);
    await stores.sink.until('both', () => stored(kept).length === SPANS_A_TRACE + 1 && stored(gone).length === 1, DECIDED_WITHIN_MS);
  });

  it('sees who calls whom in traces that it samples out', async () => {
    const traceId = newIdNotOfN();
    const [ask, answer] = makeTrace(traceId, {}) as Fields[];
    const caller = { ...ask, name: 'GET', kind: 3 };
    const callee = { ...answer, name: 'GET /busy', kind: 2 };
    await postOtlp(collector.otlpUrl, 'traces', traces({ 'service.name': 'caller' }, [caller]));
    await postOtlp(collector.otlpUrl, 'traces', traces({ 'service.name': 'callee' }, [callee]));
    const edge = await stores.sink.until(
      'the edge',
      ({ points }) =>
        points.find(({ metric, attributes }) => metric === 'traces_service_graph_request_total' && attributes.client === 'caller'),
      DECIDED_WITHIN_MS,
    );
    expect(edge).to.include({ value: 1 });
    expect(edge.attributes).to.include({ server: 'callee' });
    expect(stored(traceId)).to.have.length(0);
  });

  it('makes no reason out of what a sender claims', async () => {
    const id = newIdNotOfN();
    await send(makeTrace(id, { root: { [a.samplingReason.key]: 'error' } }));
    await decided();
    expect(stored(id)).to.have.length(0);
  });
});
