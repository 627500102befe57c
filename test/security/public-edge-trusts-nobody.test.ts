// S05: at a public edge a stranger's trace is a link and no more; inside, traces go on.

import { expect } from 'chai';
import { WebSocket } from 'ws';
import { figure } from '../support/figures.ts';
import { ATTEMPTS, FORGED, HEADER_FLAG } from '../support/forged-context.ts';
import { converse, requestText } from '../support/raw-http.ts';
import { type RunningApp, sendTo, startApp } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const SERVER = 2;
const CONSUMER = 5;
const SAMPLED = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;

interface Told {
  readonly traceId: string;
  readonly baggage: number;
  /** The context headers that each of two clients sent on. */
  readonly sent: readonly (readonly (string | null)[])[];
}

describe('a service at the public edge', () => {
  const sink = new Sink();
  let endpoint = '';
  let app: RunningApp | undefined;
  before(async () => {
    endpoint = await sink.listen();
  });
  beforeEach(() => {
    sink.spans.length = 0;
    sink.points.length = 0;
  });
  afterEach(async () => {
    app?.child.kill('SIGKILL');
    await app?.ended;
  });
  after(() => sink.close());

  async function start(env: Record<string, string>): Promise<number> {
    app = startApp('edge.mjs', { env: { ...sendTo(endpoint), ...env }, flags: [HEADER_FLAG] });
    await app.printed('port ');
    return Number(/port (\d+)/.exec(app.stdout())?.[1]);
  }
  async function ask(port: number, lines: readonly string[], path = '/'): Promise<Told> {
    const heard = await converse(port, requestText(`GET ${path}`, ['Connection: close', ...lines])).ended;
    expect(heard, heard.slice(0, 200)).to.match(/^HTTP\/1\.1 200/);
    return JSON.parse(/\{.*\}/.exec(heard)?.[0] ?? '') as Told;
  }
  const spanOf = (path: string) =>
    sink.until(`the span of ${path}`, ({ spans }) =>
      spans.find(({ kind, attributes }) => kind === SERVER && attributes['url.path'] === path),
    );

  it(`begins a trace of its own for each of ${Object.keys(ATTEMPTS).length} forged callers, with a link where there is one, and sends none of theirs on`, async () => {
    const port = await start({ PERAGUS_TRUST_INBOUND: 'false', OTEL_TRACES_SAMPLER: 'parentbased_always_on' });
    for (const [at, [what, { lines, isLinked }]] of Object.entries(ATTEMPTS).entries()) {
      const told = await ask(port, lines, `/attempt/${at}`);
      const span = await spanOf(`/attempt/${at}`);
      expect(told.baggage, what).to.equal(0);
      expect(span.traceId, what).to.equal(told.traceId).and.not.equal(FORGED.traceId);
      expect(span.parentSpanId, what).to.equal('');
      expect((span as { traceState?: string }).traceState ?? '', what).to.equal('');
      expect(
        span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
        what,
      ).to.deep.equal(isLinked ? [FORGED] : []);
      for (const [parent, state, baggage] of told.sent) {
        expect(parent, what).to.match(SAMPLED).and.include(told.traceId);
        expect([state, baggage], what).to.deep.equal([null, null]);
      }
    }
    figure('S05', 'forged callers that get a trace of their own', Object.keys(ATTEMPTS).length);
  });

  it('samples by its own settings, whatever the caller asks for', async () => {
    const port = await start({ PERAGUS_TRUST_INBOUND: 'false', OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
    const told = await ask(port, ATTEMPTS['a forged sampled parent']?.lines ?? []);
    expect(told.sent[0]?.[0]).to.match(/-00$/).and.include(told.traceId);
    await sink.until('the metric of the request', ({ points }) => points.some(({ metric }) => metric === 'http.server.request.duration'));
    expect(sink.spans).to.deep.equal([]);
  });

  it('does the same for WebSocket upgrades and messages', async () => {
    const port = await start({ PERAGUS_TRUST_INBOUND: 'false' });
    const traceparent = `00-${FORGED.traceId}-${FORGED.spanId}-01`;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, { headers: { traceparent, baggage: 'a=b' } });
    const answer = await new Promise<string>((answered, failed) => {
      socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', traceparent })));
      socket.on('message', (data) => answered(String(data)));
      socket.on('error', failed);
    });
    socket.close();
    const told = JSON.parse(answer) as Told;
    expect(told.baggage).to.equal(0);
    const upgrade = await spanOf('/live');
    const message = await sink.until('the span of the message', ({ spans }) => spans.find(({ kind }) => kind === CONSUMER));
    for (const span of [upgrade, message]) {
      expect(span.traceId).to.equal(told.traceId).and.not.equal(FORGED.traceId);
      expect(span.links.map(({ traceId }) => traceId)).to.include(FORGED.traceId);
    }
  });

  it('inside, where callers are trusted, continues their traces and carries their baggage', async () => {
    const port = await start({});
    const lines = [...(ATTEMPTS['a forged sampled parent']?.lines ?? []), 'tracestate: vendor=x', 'baggage: book=7'];
    const told = await ask(port, lines, '/inside');
    const span = await spanOf('/inside');
    expect(told).to.include({ traceId: FORGED.traceId, baggage: 1 });
    expect(span).to.include({ traceId: FORGED.traceId, parentSpanId: FORGED.spanId });
    expect(span.links).to.deep.equal([]);
    for (const [parent, state, baggage] of told.sent) {
      expect(parent).to.include(FORGED.traceId);
      expect([state, baggage]).to.deep.equal(['vendor=x', 'book=7']);
    }
  });
});
