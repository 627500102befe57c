// What the proof sends to Grafana and reads of its frames; a real one is asked by `npm run prove:panels` where there is one.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { expect } from 'chai';
import { foundIn } from '../../dashboards/proof/found.ts';
import { grafanaOf, sendThrough, storesBehind } from '../../dashboards/proof/grafana.ts';
import { Questions } from '../../dashboards/proof/questions.ts';
import type { Panel, Target } from '../../dashboards/render/board.ts';

const RANGE = { fromMs: 1_000_000_000_000, toMs: 1_000_000_900_000, from: '', to: '' };
const PANEL: Panel = { id: 1, type: 'timeseries', title: 'one', gridPos: { x: 0, y: 0, w: 12, h: 8 } };
const target = (type: string, more: Partial<Target>): Target => ({
  refId: 'B',
  datasource: { type, uid: `\${${type}_datasource}` },
  ...more,
});

const NUMBERS = {
  schema: {
    fields: [
      { name: 'Time', type: 'time' },
      { name: 'Value', type: 'number', labels: { service_name: 'api' } },
    ],
  },
  data: {
    values: [
      [RANGE.fromMs, RANGE.toMs],
      [null, 3],
    ],
  },
};
const LINES = {
  schema: {
    fields: [
      { name: 'labels', type: 'other' },
      { name: 'Time', type: 'time' },
      { name: 'Line', type: 'string' },
      { name: 'tsNs', type: 'string' },
    ],
  },
  data: { values: [[{ service_name: 'web' }], [RANGE.toMs], ['hello'], ['1']] },
};

describe('the panel proof through Grafana', () => {
  const got: { path: string; authorization: string | undefined; body: Record<string, unknown> }[] = [];
  let reply: unknown = {};
  let status = 200;
  let server: Server;
  let questions: Questions;

  before(async () => {
    server = createServer(async (request, response) => {
      const body = request.method === 'POST' ? ((await json(request)) as Record<string, unknown>) : {};
      got.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  beforeEach(() => {
    const { port } = server.address() as AddressInfo;
    const grafana = grafanaOf(`http://admin:p%40ss@127.0.0.1:${port}/grafana/`, undefined);
    questions = new Questions(storesBehind(grafana), RANGE, sendThrough(grafana));
    got.length = 0;
    status = 200;
  });

  it('sends numbers to /api/ds/query, to the provisioned uid, with step, range and who asks', async () => {
    reply = { results: { B: { frames: [NUMBERS] } } };
    const part = await questions.answer(PANEL, target('prometheus', { expr: 'rate(a[$__rate_interval])' }), []);
    expect(foundIn(part)).to.deep.equal([{ service_name: 'api' }]);
    expect(part.series?.[0]).to.deep.include({ refId: 'B', points: [[RANGE.toMs, 3]] });
    const [{ path, authorization, body } = { path: '', authorization: '', body: {} }] = got;
    expect([path, authorization]).to.deep.equal(['/grafana/api/ds/query', `Basic ${Buffer.from('admin:p@ss').toString('base64')}`]);
    expect(body).to.deep.equal({
      queries: [
        {
          refId: 'B',
          datasource: { type: 'prometheus', uid: 'prometheus' },
          expr: 'rate(a[60s])',
          instant: false,
          range: true,
          intervalMs: 15_000,
          maxDataPoints: 60,
        },
      ],
      from: String(RANGE.fromMs),
      to: String(RANGE.toMs),
    });
  });

  it('reads the labels of log lines', async () => {
    reply = { results: { B: { frames: [LINES] } } };
    const part = await questions.answer(PANEL, target('loki', { expr: '{a="b"}', queryType: 'range' }), []);
    expect(foundIn(part)).to.deep.equal([{ service_name: 'web' }]);
    expect(part.lines?.[0]?.text).to.equal('hello');
  });

  it('searches traces behind the proxy of their data source', async () => {
    reply = { traces: [{ traceID: '1', rootServiceName: 'api' }] };
    const part = await questions.answer(PANEL, target('tempo', { query: '{}' }), []);
    expect(foundIn(part)).to.deep.equal([{ service_name: 'api' }]);
    expect(got[0]?.path).to.match(/^\/grafana\/api\/datasources\/proxy\/uid\/tempo\/api\/search\?/);
    expect(got[0]?.authorization).to.match(/^Basic /);
  });

  it('fails with the reason that Grafana gives, whether the query or the data source is wrong', async () => {
    const reasons: string[] = [];
    for (const [code, answer] of [
      [400, { results: { B: { error: 'parse error' } } }],
      [404, { message: 'Data source not found' }],
    ] as const) {
      [status, reply] = [code, answer];
      const failing = questions.answer(PANEL, target('prometheus', { expr: `a${code}` }), []);
      reasons.push(
        await failing.then(
          () => 'answered',
          (error: Error) => error.message,
        ),
      );
    }
    expect(reasons).to.deep.equal(['Grafana answered 400: parse error', 'Grafana answered 404: Data source not found']);
  });
});
