// A dot on "Service overview" leads to a trace: spans go through the real Collector, and the stores get the panel's own query.

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { buildClassic } from '../../dashboards/kit/classic/dashboard.ts';
import { queriesOf, readBoard } from '../../dashboards/lint/board.ts';
import { ALL_CHOSEN, MACROS, substitute } from '../../dashboards/lint/substitute.ts';
import { serviceOverview } from '../../dashboards/service-overview.ts';
import {
  attribute,
  collectorMetric,
  KNOWN_SERIES,
  METRIC_EXPORT_INTERVAL_S,
  prometheusName,
} from '../../instrumentation/vocabulary/index.ts';
import type { BackendName } from '../../stack/process-spec.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { API, CHOSEN } from '../support/dashboard-history.ts';
import { answerTo, type Found } from '../support/dashboard-queries.ts';
import { keyValues, nowNanos, postOtlp, traces } from '../support/otlp-json.ts';
import { queryPrometheus } from '../support/store-queries.ts';
import { Stores } from '../support/stores.ts';
import { waitFor } from '../support/wait.ts';

const NAMES = ['collector', 'prometheus', 'tempo'] as const satisfies readonly BackendName[];
/** The query needs two exports of the Collector; the rest is for a busy machine. */
const ARRIVES_WITHIN_MS = 6 * METRIC_EXPORT_INTERVAL_S * 1_000;
const SEND_EVERY_MS = 500;
const DURATION_MS = 120;
const ROUTES = { chosen: CHOSEN.route, other: '/api/slow' };
const KIND = { server: 2, client: 3 };
/** Who calls whom: not all of these are there when nothing has failed. */
const OF_PAIRS = /^traces_service_graph_/;
const BUCKET = prometheusName(collectorMetric.spanDuration, 'bucket');

describe('exemplars of "Service overview"', function () {
  this.timeout(ARRIVES_WITHIN_MS + 10_000);
  const queries = queriesOf(readBoard(buildClassic(serviceOverview))).filter(({ text }) => text.includes(BUCKET));
  const sent = { chosen: [] as string[], other: [] as string[], client: [] as string[] };
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  let stores: Stores;
  let found: Found[];

  /** Sends three traces of one span each: a request to the chosen route, one to another, and an outgoing call. */
  async function send(): Promise<void> {
    const span = (list: string[], kind: number, route: string): object => {
      const traceId = randomBytes(16).toString('hex');
      list.push(traceId);
      const attributes = keyValues({
        [attribute.httpRequestMethod.key]: 'POST',
        [attribute.httpRoute.key]: route,
        [attribute.httpResponseStatusCode.key]: 200,
      });
      const times = { startTimeUnixNano: nowNanos(-DURATION_MS), endTimeUnixNano: nowNanos() };
      return { traceId, spanId: randomBytes(8).toString('hex'), name: `POST ${route}`, kind, ...times, attributes };
    };
    const spans = [
      span(sent.chosen, KIND.server, ROUTES.chosen),
      span(sent.other, KIND.server, ROUTES.other),
      span(sent.client, KIND.client, ROUTES.chosen),
    ];
    await postOtlp(baseUrl(place.ports, 'otlpHttp'), 'traces', traces(API, spans));
  }

  /** Trace ids of the dots that Grafana would draw: it sends the panel's query as it is. */
  const dots = async (values: Readonly<Record<string, string>>): Promise<string[]> =>
    (await Promise.all(queries.map(({ text }) => stores.exemplarTraces(substitute(text, { ...MACROS, ...values }))))).flat();

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of NAMES) await programsOf(name);
    place = await makePlace();
    stores = new Stores(place.ports);
    backEnds = new BackEnds(place);
    await Promise.all(NAMES.map((name) => backEnds.start(name)));
    const fromS = Math.floor(Date.now() / 1_000);
    found = await waitFor(
      'the query of the panel to find data and dots',
      async () => {
        await send();
        const window = { fromS, toS: Math.ceil(Date.now() / 1_000) };
        const answers = await Promise.all(queries.map((query) => answerTo(query, ALL_CHOSEN, window, place.ports)));
        return answers.every((answer) => answer.length > 0) && (await dots(ALL_CHOSEN)).length > 0 && answers.flat();
      },
      ARRIVES_WITHIN_MS,
      SEND_EVERY_MS,
    );
  });
  after(async () => {
    await backEnds?.stopAll();
    place?.remove();
  });

  it('have one query, and it finds the duration of the spans within one bucket', () => {
    expect(queries).to.have.length(1);
    const bounds = collectorMetric.spanDuration.buckets;
    const above = bounds.findIndex((bound) => DURATION_MS / 1_000 <= bound);
    expect(found).to.have.length(1);
    expect(found[0]?.values.at(-1)).to.be.within(bounds[above - 1] ?? 0, bounds[above] ?? 0);
  });

  it('are requests that were sent, and 1 of 1 dots opened is a trace that Tempo has', async () => {
    const ids = await dots(ALL_CHOSEN);
    expect([...sent.chosen, ...sent.other]).to.include.members(ids);
    const [id = ''] = ids;
    const spans = await waitFor(
      `trace ${id} in Tempo`,
      async () => {
        const stored = await stores.trace(id);
        return stored.length > 0 && stored;
      },
      ARRIVES_WITHIN_MS,
    );
    expect(spans[0]?.service).to.equal(CHOSEN.service);
  });

  it('are those of the chosen route, and none of a route or a service that was not chosen', async () => {
    const ids = await waitFor('a dot of the chosen route', async () => (await dots(CHOSEN)).length > 0 && dots(CHOSEN), ARRIVES_WITHIN_MS);
    expect(sent.chosen).to.include.members(ids);
    expect(await dots({ ...CHOSEN, service: 'another' })).to.deep.equal([]);
  });

  it('are of series whose names and labels are those of the vocabulary, all 6 attributes included', async () => {
    const series = (await queryPrometheus(baseUrl(place.ports, 'prometheus'), '{__name__=~"traces_.+"}')).map(({ metric }) => metric);
    const names = Object.values(collectorMetric).flatMap((entry) =>
      entry.instrument === 'histogram'
        ? (['bucket', 'sum', 'count'] as const).map((part) => prometheusName(entry, part))
        : [prometheusName(entry)],
    );
    const found = [...new Set(series.map(({ __name__ = '' }) => __name__))];
    expect(found.filter((name) => !OF_PAIRS.test(name))).to.have.members(names);
    expect(found.filter((name) => !KNOWN_SERIES.has(name))).to.deep.equal([]);
    for (const { __name__: name, ...labels } of series) expect(Object.keys(labels)).to.have.members([...(KNOWN_SERIES.get(name) ?? [])]);
  });
});
