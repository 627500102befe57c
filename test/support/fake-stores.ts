// Prometheus, Loki and Tempo in this process: answer any well-formed query with made-up series, lines and traces, and keep what they were asked.

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Stores } from '../../dashboards/render/queries/stores.ts';

export const FAKE_TRACE_ID = '5b8aa5a2d2c872e8321cf37308d69df2';

/** What a test may change. */
interface FakeBehaviour {
  /** Values of labels by name; other labels are `a` and `b`. */
  labels: Record<string, readonly string[]>;
  /** Answers nothing at all, though without an error. */
  empty: boolean;
  /** Refuses queries that match, as Prometheus does. */
  refuse: RegExp | undefined;
}

export interface FakeStores {
  readonly stores: Stores;
  readonly behaviour: FakeBehaviour;
  /** Method and path with parameters, in order. */
  readonly asked: { readonly method: string; readonly url: URL }[];
  close(): Promise<void>;
}

const LABELS: FakeBehaviour['labels'] = {
  service_name: ['peragus-api', 'peragus-web'],
  http_route: ['/api/exec', '/api/sessions/:id', '(no route)'],
  http_request_method: ['GET', 'POST'],
  le: ['0.005', '0.05', '0.5', '+Inf'],
  service_instance_id: ['2f1c0a7e-1111', '9be4d210-2222'],
};

type Labels = Record<string, string>;

export async function startFakeStores(): Promise<FakeStores> {
  const behaviour: FakeBehaviour = { labels: { ...LABELS }, empty: false, refuse: undefined };
  const asked: FakeStores['asked'] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake');
    asked.push({ method: request.method ?? '', url });
    const answer = answerTo(request, url, behaviour);
    response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { status: 'error', errorType: 'bad_data', error: 'refused by the test' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { stores: { prometheus: address, loki: address, tempo: address }, behaviour, asked, close: () => close(server) };
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

function answerTo(request: IncomingMessage, url: URL, behaviour: FakeBehaviour): unknown {
  const query = url.searchParams.get('query') ?? url.searchParams.get('q') ?? '';
  if (request.method !== 'GET' || behaviour.refuse?.test(query)) return undefined;
  const of = (name: string): number => Number(url.searchParams.get(name));
  if (url.pathname.startsWith('/api/v1/label/')) {
    const label = decodeURIComponent(url.pathname.split('/')[4] ?? '');
    return { status: 'success', data: behaviour.empty ? [] : (behaviour.labels[label] ?? ['a', 'b']) };
  }
  if (behaviour.empty) return EMPTY[url.pathname] ?? { status: 'success', data: { resultType: 'vector', result: [] } };
  switch (url.pathname) {
    case '/api/v1/query_range':
      return matrix(labelSets(query, behaviour), of('start'), of('end'), of('step'));
    case '/api/v1/query':
      return vector(labelSets(query, behaviour), of('time'));
    case '/api/v1/query_exemplars':
      return { status: 'success', data: [{ seriesLabels: {}, exemplars: exemplars(of('start'), of('end')) }] };
    case '/loki/api/v1/query_range':
      return /^\s*(sum|count|topk|avg|max)/.test(query)
        ? matrix(labelSets(query, behaviour), of('start') / 1e9, of('end') / 1e9, of('step'))
        : streams(of('end') / 1e6, behaviour);
    case '/loki/api/v1/query':
      return vector(labelSets(query, behaviour), of('time') / 1e9);
    case '/api/search':
      return { traces: summaries(of('end'), behaviour) };
    default:
      return url.pathname.startsWith('/api/traces/') ? trace(behaviour) : { status: 'success', data: { alerts: [] } };
  }
}

const EMPTY: Readonly<Record<string, unknown>> = {
  '/api/v1/query_exemplars': { status: 'success', data: [] },
  '/loki/api/v1/query_range': { status: 'success', data: { resultType: 'streams', result: [] } },
  '/api/search': { traces: [] },
  '/api/v1/alerts': { status: 'success', data: { alerts: [] } },
};

/** Every combination of the labels that the query's last grouping names. */
function labelSets(query: string, { labels }: FakeBehaviour): Labels[] {
  const groups = [...query.matchAll(/by \(([^)]*)\)/g)].map(([, names]) => (names ?? '').split(',').map((name) => name.trim()));
  const names = (groups.at(0) ?? []).filter((name) => name !== '' && (name !== 'le' || !query.includes('histogram_quantile')));
  const sets = names.reduce<Labels[]>(
    (all, name) => all.flatMap((set) => (labels[name] ?? ['a', 'b']).map((value) => ({ ...set, [name]: value }))),
    [{}],
  );
  return sets.slice(0, 12).map((set) => (set.service_instance_id ? { ...set, instance: set.service_instance_id.slice(0, 8) } : set));
}

const wave = (row: number, at: number): string =>
  String(0.02 * (row + 1) * (1.2 + Math.sin(at / 9 + row) + 0.2 * Math.sin(at * 1.7 + row)));

function matrix(sets: readonly Labels[], startS: number, endS: number, stepS: number): unknown {
  const count = Math.floor((endS - startS) / stepS) + 1;
  const result = sets.map((metric, row) => ({
    metric,
    values: Array.from({ length: count }, (_, at) => [startS + at * stepS, wave(row, at)]),
  }));
  return { status: 'success', data: { resultType: 'matrix', result } };
}

const vector = (sets: readonly Labels[], timeS: number): unknown => ({
  status: 'success',
  data: { resultType: 'vector', result: sets.map((metric, row) => ({ metric, value: [timeS, wave(row, 3)] })) },
});

const exemplars = (startS: number, endS: number): unknown[] =>
  Array.from({ length: 6 }, (_, at) => ({
    labels: { trace_id: FAKE_TRACE_ID },
    value: String(0.03 + at / 50),
    timestamp: startS + ((at + 0.5) * (endS - startS)) / 6,
  }));

function streams(endMs: number, { labels }: FakeBehaviour): unknown {
  const levels = ['INFO', 'WARN', 'ERROR', 'DEBUG'];
  const result = Array.from({ length: 40 }, (_, at) => ({
    stream: { service_name: labels.service_name?.[at % 2] ?? 'a', severity_text: levels[at % 4], trace_id: FAKE_TRACE_ID },
    values: [
      [
        `${Math.round(endMs - at * 7_000)}000000`,
        `request ${at} answered, <b>markup</b> & "quotes" in a text that is long enough to wrap on a phone`,
      ],
    ],
  }));
  return { status: 'success', data: { resultType: 'streams', result } };
}

const summaries = (endS: number, { labels }: FakeBehaviour): unknown[] =>
  Array.from({ length: 8 }, (_, at) => ({
    traceID: FAKE_TRACE_ID,
    rootServiceName: labels.service_name?.[at % 2] ?? 'a',
    rootTraceName: 'POST /api/sessions/:id/cells',
    startTimeUnixNano: `${Math.round(endS - at * 40)}000000000`,
    durationMs: 30 + at * 211,
    spanSets: [
      {
        spans: [
          {
            name: 'a span',
            startTimeUnixNano: `${Math.round(endS - at * 40)}000000000`,
            durationNanos: '12300000',
            attributes: [{ key: 'db.query.text', value: { stringValue: 'SELECT "a" FROM "b"' } }],
          },
        ],
      },
    ],
  }));

function trace({ labels }: FakeBehaviour): unknown {
  const startNs = BigInt(Math.round(Date.now() - 60_000)) * 1_000_000n;
  const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  const span = (id: string, parentSpanId: string, name: string, fromUs: number, lastsUs: number, code = 0) => ({
    spanId: id,
    parentSpanId,
    name,
    startTimeUnixNano: String(startNs + BigInt(fromUs) * 1_000n),
    endTimeUnixNano: String(startNs + BigInt(fromUs + lastsUs) * 1_000n),
    status: { code },
    attributes: [text('http.route', '/api/exec'), { key: 'http.response.status_code', value: { intValue: '500' } }],
    events:
      code === 2
        ? [{ name: 'exception', timeUnixNano: String(startNs), attributes: [text('exception.message', '<script>alert(1)</script>')] }]
        : [],
  });
  const [api, web] = labels.service_name ?? ['a', 'b'];
  return {
    batches: [
      { resource: { attributes: [text('service.name', web ?? 'b')] }, scopeSpans: [{ spans: [span('a1', '', 'POST', 0, 42_000)] }] },
      {
        resource: { attributes: [text('service.name', api ?? 'a')] },
        scopeSpans: [
          {
            spans: [
              span('a2', 'a1', 'POST /api/exec', 2_000, 38_000, 2),
              span('a3', 'a2', 'SELECT sessions', 5_000, 700),
              span('a4', 'a2', 'node child', 8_000, 30_000),
            ],
          },
        ],
      },
    ],
  };
}
