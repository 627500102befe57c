// The viewer over made-up stores: every panel of every dashboard, what goes wrong, and who may ask for what.

import { request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type Board, dataPanels, loadBoards } from '../../dashboards/render/board.ts';
import { isKnownPanel } from '../../dashboards/render/panels/index.ts';
import { createViewer } from '../../dashboards/render/server.ts';
import { FAKE_TRACE_ID, type FakeStores, startFakeStores } from '../support/fake-stores.ts';

const HOSTILE = `<script>alert('x')</script>"><img src=x onerror=alert(1)>`;

describe('rendered dashboards', function () {
  this.timeout(60_000);
  const generated = loadBoards();
  /** A dashboard of kinds that none of the generated ones may have yet. */
  const strange: Board = {
    uid: 'strange',
    title: 'Strange',
    tags: [],
    time: { from: 'now-15m', to: 'now' },
    templating: { list: [] },
    annotations: { list: [] },
    panels: ['heatmap', 'bargauge', 'state-timeline', 'text', 'alertlist', 'news'].map((type, at) => ({
      id: at + 1,
      type,
      title: `A ${type}`,
      gridPos: { x: 0, y: at * 8, w: 24, h: 8 },
      targets: [
        {
          refId: 'A',
          datasource: { type: 'prometheus', uid: '' },
          expr: type === 'heatmap' ? 'sum by (le) (x)' : 'sum by (service_name) (x)',
        },
      ],
      fieldConfig: { defaults: { unit: 's', noValue: `Nothing for ${type}` }, overrides: [] },
      options: { content: 'Some **bold** words' },
    })),
  };
  const boards = [...generated, strange];
  let fake: FakeStores;
  let close: () => void;
  let port: number;

  before(async () => {
    fake = await startFakeStores();
    const server = createViewer({ stores: fake.stores, boards }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    port = (server.address() as AddressInfo).port;
    close = () => {
      server.closeAllConnections();
      server.close();
    };
  });
  after(async () => {
    close?.();
    await fake?.close();
  });
  afterEach(() => {
    Object.assign(fake.behaviour, { empty: false, refuse: undefined });
    fake.behaviour.labels.service_name = ['peragus-api', 'peragus-web'];
  });

  const get = async (path: string): Promise<{ status: number; text: string; headers: Headers }> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  /** The part of a page that shows one panel. */
  const partOf = (text: string, board: Board, id: number): string => {
    const from = text.indexOf(`id="${board.uid}-${id}" tabindex`);
    return from < 0 ? '' : text.slice(from, text.indexOf('</section>', from));
  };

  for (const board of generated) {
    const panels = dataPanels(board).filter(({ targets = [] }) => targets.length > 0);
    it(`${board.title}: ${panels.length} of ${panels.length} panels show data, and none is in trouble`, async () => {
      const { status, text } = await get(`/d/${board.uid}`);
      expect(status).to.equal(200);
      expect(text).not.to.include('class="trouble"');
      for (const panel of panels) {
        expect(isKnownPanel(panel.type), panel.type).to.equal(true);
        const part = partOf(text, board, panel.id);
        expect(part, panel.title).to.include(panel.title.replaceAll('&', '&amp;'));
        expect(part, panel.title).not.to.include('class="empty"');
      }
    });
    it(`${board.title}: ${panels.length} of ${panels.length} panels say what their emptiness means`, async () => {
      fake.behaviour.empty = true;
      const { text } = await get(`/d/${board.uid}`);
      for (const panel of panels) expect(partOf(text, board, panel.id), panel.title).to.include('class="empty"');
      expect(text).not.to.include('No data in this time range');
    });
    it(`${board.title}: each chart has a label with its last values, and a table of its data`, async () => {
      const { text } = await get(`/d/${board.uid}`);
      for (const panel of panels.filter(({ type }) => type === 'timeseries')) {
        const part = partOf(text, board, panel.id);
        expect(part).to.match(new RegExp(`role="img" aria-label="${panel.title.replaceAll(/[()?]/g, '\\$&')}, last values: [^"]*\\d`));
        expect(part).to.match(/<details class="data"><summary>Data<\/summary>.*<th scope="row">/s);
      }
    });
    it(`${board.title}: names the query that fails in its panel, and the other panels still show data`, async () => {
      const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr = '' }) => /(\w+)(?=\{\w+=~"\$)/.exec(expr)?.[1] ?? ''));
      const metric = asked.find((name) => name !== '') as string;
      fake.behaviour.refuse = new RegExp(`${metric}\\{`);
      const { status, text } = await get(`/d/${board.uid}`);
      expect(status).to.equal(200);
      const failed = panels.filter((panel) => partOf(text, board, panel.id).includes('class="trouble"'));
      expect(failed.length).to.be.within(1, panels.length - 1);
      const part = partOf(text, board, failed[0]?.id ?? 0);
      expect(part).to.match(/Query [A-Z] was not answered\.<\/b> Prometheus answered 400: refused by the test/);
      expect(part).to.match(new RegExp(`<summary>The query</summary><pre>[^<]*${metric}`));
    });
  }

  it('draw heat maps, bar gauges, state timelines, texts and alert lists, and name a kind that they do not know', async () => {
    const { text } = await get('/d/strange');
    const bodies = strange.panels.map(({ id }) => partOf(text, strange, id));
    expect(bodies[0]).to.include('role="img" aria-label="A heatmap');
    expect(bodies[1]).to.include('class="bars"');
    expect(bodies[2]).to.include('role="img" aria-label="A state-timeline');
    expect(bodies[3]).to.include('Some <b>bold</b> words');
    expect(bodies[4]).to.include('Nothing for alertlist');
    expect(bodies[5]).to.include('Panels of the kind "news"');
  });

  it('show a service named <script> as text, on the page, in a search and in a trace', async () => {
    fake.behaviour.labels.service_name = [HOSTILE, 'b'];
    const pages = [
      `/d/${generated[0]?.uid}`,
      `/trace/${FAKE_TRACE_ID}`,
      `/d/${generated[0]?.uid}?var-service=${encodeURIComponent(HOSTILE)}`,
    ];
    for (const path of pages) {
      const { text } = await get(path);
      expect(text, path).to.include('&lt;script&gt;alert(');
      expect(text, path).not.to.match(/<script>alert|<img/);
    }
  });

  it('let no script run but their own, and no page frame them', async () => {
    const { headers, text } = await get(`/d/${generated[0]?.uid}`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).to.match(/default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; style-src-attr 'unsafe-inline'/);
    expect(policy).to.include("frame-ancestors 'none'");
    expect(text.match(/<script(?! type="application\/json")/g)).to.have.length(1);
    expect(text).not.to.match(/ on\w+="/);
  });

  it('send what is chosen in the address to every query, and keep it in links to other dashboards', async () => {
    const from = fake.asked.length;
    const { text } = await get('/d/service-overview?from=now-6h&to=now&var-service=peragus-api&var-service=x.y&refresh=off');
    const queries = fake.asked.slice(from).flatMap(({ url }) => url.searchParams.get('query') ?? []);
    const about = queries.filter((query) => query.includes('service_name=~'));
    expect(about.length).to.be.greaterThan(20);
    expect(about.every((query) => query.includes('service_name=~"(peragus-api|x\\\\.y)') || query.includes('ALERTS'))).to.equal(true);
    expect(text).to.match(/href="\/d\/node-runtime\?from=now-6h&amp;to=now&amp;[^"]*var-service=peragus-api&amp;var-service=x\.y/);
    expect(text).not.to.include('data-refresh');
  });
  it('show the panel alone that the link of an alert names, ask for nothing else, and lead back to all panels', async () => {
    const board = generated.find(({ uid }) => uid === 'service-overview') as Board;
    const from = fake.asked.length;
    const { status, text } = await get(`/d/${board.uid}?viewPanel=panel-8&var-service=peragus-api&from=now-6h&to=now`);
    expect(status).to.equal(200);
    expect(text.match(/<section class="panel /g)).to.have.length(1);
    expect(partOf(text, board, 8))
      .to.include('Failed requests by service')
      .and.not.to.include('class="empty"');
    const queries = fake.asked.slice(from).filter(({ url }) => url.searchParams.get('query')?.includes('service_name=~"'));
    expect(queries.length).to.be.within(1, 8);
    expect(text).to.include('<input type="hidden" name="viewPanel" value="panel-8">');
    expect(text).to.match(
      /<a href="\/d\/service-overview\?from=now-6h&amp;to=now&amp;(?![^"]*viewPanel)[^"]*var-service=peragus-api[^"]*">All panels of/,
    );
  });
  it('refresh as the dashboard says, or as the address does', async () => {
    expect((await get('/d/service-overview')).text).to.include('data-refresh="30"');
    expect((await get('/d/service-overview?refresh=5m')).text).to.include('data-refresh="300"');
  });

  it('lead from every exemplar and log line to its trace, with spans, attributes and log lines', async () => {
    const { text } = await get('/d/service-overview');
    expect(text).to.match(new RegExp(`<a href="/trace/${FAKE_TRACE_ID}" class="exemplar"`));
    expect(text).to.include(`<a href="/trace/${FAKE_TRACE_ID}">Trace of this line</a>`);
    const trace = await get(`/trace/${FAKE_TRACE_ID}`);
    expect(trace.text.match(/class="span"/g)).to.have.length(4);
    expect(trace.text)
      .to.include('failed: </span>POST /api/exec')
      .and.to.include('<dt>http.route</dt>')
      .and.to.include('request 0 answered');
  });
  it('open every search that a page links to', async () => {
    const { text } = await get('/d/service-overview');
    const searches = new Map(
      [...text.matchAll(/href="(\/search\/[^"?]*)(\?[^"]*)"/g)].map(([, path, query]) => [path, query?.replaceAll('&amp;', '&')]),
    );
    expect(searches.size).to.be.greaterThan(20);
    for (const [path, query] of searches) {
      const found = await get(`${path}${query}`);
      expect(found.status, path).to.equal(200);
      expect(found.text, path).not.to.include('class="trouble"');
    }
  });

  it('answer 400 or 404 to what they can not show, without asking a store', async () => {
    const from = fake.asked.length;
    const paths: readonly (readonly [string, number])[] = [
      ['/d/nothing', 404],
      ['/d/service-overview?from=yesterday', 400],
      ['/d/service-overview?viewPanel=panel-999', 400],
      ['/d/service-overview?viewPanel=%3Cscript%3E', 400],
      [`/d/service-overview?var-service=${'x'.repeat(400)}`, 400],
      ['/search/service-overview/1/series/0', 400],
      ['/search/service-overview/2/other/0', 400],
      ['/trace/..%2Fapi', 400],
      ['/explore?panes=%7B%7D', 404],
      ['/api/v1/query?query=up', 404],
    ];
    for (const [path, status] of paths) expect((await get(path)).status, path).to.equal(status);
    expect(fake.asked.slice(from)).to.deep.equal([]);
  });
  it('read only: each other method gets 405, each other name for this machine 403', async () => {
    const from = fake.asked.length;
    const answer = (method: string, host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) =>
        sendRequest({ port, host: '127.0.0.1', method, path: '/d/service-overview', headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .once('error', reject)
          .end(),
      );
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) expect(await answer(method, 'localhost'), method).to.equal(405);
    for (const host of ['evil.test', '127.0.0.1.evil.test']) expect(await answer('GET', host), host).to.equal(403);
    expect(fake.asked.slice(from)).to.deep.equal([]);
    expect(new Set(fake.asked.map(({ method }) => method))).to.deep.equal(new Set(['GET']));
  });
});
