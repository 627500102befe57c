// The names of what the Collector and the stores say of themselves are theirs, so they are compared with the real ones.

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { prometheusLabel, prometheusName, stackMetric } from '../../instrumentation/vocabulary/index.ts';
import type { BackendName } from '../../stack/process-spec.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { API } from '../support/dashboard-history.ts';
import { logs, metrics, nowNanos, postOtlp, traces } from '../support/otlp-json.ts';
import { type Json, queryPrometheus } from '../support/store-queries.ts';
import { waitFor } from '../support/wait.ts';

const NAMES = ['collector', 'prometheus', 'loki', 'tempo', 'alertmanager'] as const satisfies readonly BackendName[];
type Key = keyof typeof stackMetric;
/** Series that are born with trouble that this test does not make: spans that Tempo refuses, full queues, too little memory; and sampling, which is off. */
const NOT_BORN: readonly Key[] = [
  ...(['failedSpans', 'tempoDiscarded', 'sampledTraces', 'sampledByPolicy', 'samplingTooEarly'] as const),
  ...(['queueFullSpans', 'queueFullPoints', 'queueFullRecords', 'limitedSpans', 'limitedPoints', 'limitedRecords'] as const),
];
const BORN = (Object.keys(stackMetric) as Key[]).filter((key) => !NOT_BORN.includes(key));
/** Prometheus looks every 15 s; the rest is for a busy machine. */
const SEEN_WITHIN_MS = 90_000;
const DAY_MS = 86_400_000;

const point = (agoMs: number): object =>
  metrics(API, [{ name: 'one', gauge: { dataPoints: [{ timeUnixNano: nowNanos(-agoMs), asDouble: 1 }] } }]);
const line = (agoMs: number): object => logs(API, [{ timeUnixNano: nowNanos(-agoMs), body: { stringValue: 'one' } }]);
const span = (): object => {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return traces(API, [{ traceId, spanId, name: 'one', kind: 2, startTimeUnixNano: nowNanos(-100), endTimeUnixNano: nowNanos() }]);
};

describe('metrics of the stack that dashboards and alerts read', function () {
  this.timeout(SEEN_WITHIN_MS + 10_000);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  const seriesOf = (key: Key): Promise<Json[]> =>
    queryPrometheus(baseUrl(place.ports, 'prometheus'), prometheusName(stackMetric[key], 'count'));

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of NAMES) await programsOf(name);
    place = await makePlace();
    backEnds = new BackEnds(place);
    await Promise.all(NAMES.map((name) => backEnds.start(name)));
    const collector = baseUrl(place.ports, 'otlpHttp');
    await postOtlp(collector, 'traces', span());
    // The second of each is too old for its store, which refuses it for good.
    for (const agoMs of [0, 2 * DAY_MS]) await postOtlp(collector, 'metrics', point(agoMs));
    for (const agoMs of [0, 30 * DAY_MS]) await postOtlp(collector, 'logs', line(agoMs));
  });
  after(async () => {
    await backEnds?.stopAll();
    place?.remove();
  });

  it(`are there by ${BORN.length} of ${BORN.length} names, with the labels that tell them apart`, async () => {
    const missing = async (): Promise<string[]> => {
      const found = await Promise.all(BORN.map(async (key) => ({ key, series: await seriesOf(key) })));
      return found.filter(({ key, series }) => !hasLabels(key, series)).map(({ key }) => prometheusName(stackMetric[key]));
    };
    const last = { names: BORN.map(String) };
    await waitFor(
      'all metrics of the stack',
      async () => {
        last.names = await missing();
        return last.names.length === 0;
      },
      SEEN_WITHIN_MS,
      1_000,
    ).catch(() => undefined);
    expect(last.names).to.deep.equal([]);
  });

  it('say of every part that was started that it is up', async () => {
    // The first look may have come before a part was ready.
    await waitFor(
      'all parts to be up',
      async () => {
        const up = (await seriesOf('up')).filter(({ value: [, text] }) => text === '1').map(({ metric }) => metric.job);
        return NAMES.every((name) => up.includes(name));
      },
      SEEN_WITHIN_MS,
      1_000,
    );
  });
});

function hasLabels(key: Key, series: readonly Json[]): boolean {
  const labels = stackMetric[key].attributes.map(prometheusLabel);
  return series.length > 0 && series.every(({ metric }) => labels.every((label) => label in metric));
}
