// Server requests that end in every way: the same bytes as without the preload, the right error, sizes only where known, and none left active.

import { request as secureRequest } from 'node:https';
import { expect } from 'chai';
import { metric } from '../../instrumentation/vocabulary/index.ts';
import { missingIn, strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { converse, requestText } from '../support/raw-http.ts';
import { type Ended, type RunningApp, sendTo, startApp } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const SERVER = 2;
const LISTENING = /ports (\d+) (\d+) end/;

const CHUNKED = ['Transfer-Encoding: chunked', 'Connection: close'];
const KEEP = ['Connection: keep-alive'];

/** What a client sends on one connection, in order of the answers. */
const CONVERSATIONS: Readonly<Record<string, string>> = {
  text: requestText('GET /text'),
  pieces: requestText('GET /pieces'),
  'HTTP/1.0': 'GET /text?old HTTP/1.0\r\n\r\n',
  'keep-alive and pipelined': requestText('GET /text?1', KEEP) + requestText('GET /pieces?2', KEEP) + requestText('GET /text?3'),
  'a body with length': requestText('POST /echo?length', ['Content-Length: 5', 'Connection: close'], '12345'),
  'a body in pieces': requestText('POST /echo?pieces', CHUNKED, '3\r\n123\r\n4\r\n4567\r\n0\r\n\r\n'),
  'a body that nobody reads': requestText('POST /unread', CHUNKED, '3\r\n123\r\n0\r\n\r\n'),
  HEAD: requestText('HEAD /head'),
  204: requestText('GET /empty'),
  304: requestText('GET /same'),
  'an unusual method': requestText('PURGE /text?purge'),
  'Expect: 100-continue': requestText('POST /echo?expect', ['Expect: 100-continue', 'Content-Length: 2', 'Connection: close'], 'ok'),
  'what is no HTTP': 'this is no HTTP\r\n\r\n',
  'an upgrade': requestText('GET /upgrade', ['Connection: Upgrade', 'Upgrade: test']),
  'a response that the server destroys': requestText('GET /destroyed'),
  'a write after the end': requestText('GET /late'),
  'wrong calls of write': requestText('GET /wrong'),
};

async function portsOf(app: RunningApp): Promise<readonly [plain: number, secure: number]> {
  await app.printed(' end');
  const [, plain, secure] = LISTENING.exec(app.stdout()) ?? [];
  return [Number(plain), Number(secure)];
}

/** Holds all conversations, stops the application and gives what was heard. */
async function drive(app: RunningApp): Promise<{ readonly heard: Record<string, string>; readonly ended: Ended }> {
  const [plain, secure] = await portsOf(app);
  const heard: Record<string, string> = {};
  for (const [name, bytes] of Object.entries(CONVERSATIONS)) heard[name] = await converse(plain, bytes).ended;
  heard['over TLS'] = await new Promise((settle, reject) => {
    const options = { port: secure, host: '127.0.0.1', path: '/text?tls', ciphers: 'PSK', maxVersion: 'TLSv1.2' as const, agent: false };
    const shared = { pskCallback: () => ({ psk: Buffer.alloc(16, 1), identity: 'test' }), checkServerIdentity: () => undefined };
    secureRequest({ ...options, ...shared }, (answer) => answer.on('data', (chunk) => settle(`${answer.statusCode} ${chunk}`)))
      .on('error', reject)
      .end();
  });
  await abandon(app, plain);
  heard.stop = await converse(plain, requestText('GET /stop')).ended;
  return { heard, ended: await app.ended };
}

/** Four clients that go away: before an answer, within one, within an upload, and with a second request in the queue. */
async function abandon(app: RunningApp, port: number): Promise<void> {
  const held = converse(port, requestText('GET /held?alone'));
  await app.printed('held /held?alone');
  held.cut();
  const begun = converse(port, requestText('GET /begun'));
  await begun.said('begun');
  begun.cut();
  const upload = converse(port, requestText('POST /held?upload', ['Content-Length: 1000'], 'only the beginning'));
  await app.printed('held /held?upload');
  upload.cut();
  const queued = converse(port, requestText('GET /held?first', KEEP) + requestText('GET /text?queued', KEEP));
  await app.printed('held /held?first');
  // The second one is in the same packet: when a later request was answered, it has been read too.
  await converse(port, requestText('GET /text?after')).ended;
  queued.cut();
  await Promise.all([held.ended, begun.ended, upload.ended, queued.ended]);
}

for (const [nodeName, node] of NODES) {
  describe(`the ends of server requests on ${nodeName}`, () => {
    const sink = new Sink();
    let observed: Awaited<ReturnType<typeof drive>>;
    let bare: typeof observed;
    before(async () => {
      observed = await drive(startApp('answers.mjs', { node, env: sendTo(await sink.listen()) }));
      bare = await drive(startApp('answers.mjs', { node, preload: false }));
    });
    after(() => sink.close());

    const spanOf = (target: string) => {
      const [path, query] = target.split('?');
      const span = sink.spans.find(
        ({ kind, attributes }) => kind === SERVER && attributes['url.path'] === path && attributes['url.query'] === query,
      );
      if (!span) throw new Error(`No span of ${target}`);
      return span;
    };
    const sizesOf = (target: string) => {
      const { attributes } = spanOf(target);
      return [attributes['http.request.body.size'], attributes['http.response.body.size']];
    };

    for (const conversation of [...Object.keys(CONVERSATIONS), 'over TLS', 'stop']) {
      it(`sends the same bytes: ${conversation}`, () => expect(observed.heard[conversation]).to.equal(bare.heard[conversation]));
    }
    it('ends the process alike, with nothing on stderr', () => {
      const without = ({ stdout, ...rest }: Ended) => ({ ...rest, stdout: stdout.replace(LISTENING, 'ports') });
      expect(without(observed.ended)).to.deep.equal(without(bare.ended));
      expect(observed.ended).to.include({ code: 0, stderr: '' });
    });

    const sizes: Readonly<Record<string, readonly [number | undefined, number | undefined]>> = {
      '/text': [undefined, 5],
      '/pieces': [undefined, 8],
      '/text?old': [undefined, 5],
      '/pieces?2': [undefined, 8],
      '/text?3': [undefined, 5],
      '/echo?length': [5, 1],
      '/echo?pieces': [7, 1],
      '/echo?expect': [2, 1],
      // Answered before the body came: nobody knows how much of it there would have been.
      '/unread': [undefined, 1],
      '/head': [undefined, undefined],
      '/empty': [undefined, undefined],
      '/same': [undefined, undefined],
      '/begun': [undefined, undefined],
      '/held?upload': [undefined, undefined],
      '/text?tls': [undefined, 5],
      '/late': [undefined, 1],
    };
    for (const [target, expected] of Object.entries(sizes)) {
      it(`${target}: ${expected[0] ?? 'unknown'} bytes in, ${expected[1] ?? 'unknown'} out`, () =>
        expect(sizesOf(target)).to.deep.equal(expected));
    }

    for (const target of ['/held?alone', '/begun', '/held?upload', '/held?first', '/text?queued', '/destroyed']) {
      it(`${target} is aborted`, () => expect(spanOf(target).attributes['error.type']).to.equal('aborted'));
    }
    it('nothing else is', () => expect(sink.spans.filter(({ attributes }) => attributes['error.type'] === 'aborted')).to.have.lengthOf(6));

    it('keeps an unusual method out of name and series, and on the span', () => {
      const { name: spanName, attributes } = spanOf('/text?purge');
      expect(spanName).to.equal('HTTP');
      expect(attributes).to.include({ 'http.request.method': '_OTHER', 'http.request.method_original': 'PURGE' });
    });
    it('knows https', () => expect(spanOf('/text?tls').attributes['url.scheme']).to.equal('https'));
    it('names the host that the client asked for', () => {
      expect(spanOf('/text?3').attributes).to.include({ 'server.address': 'test' }).and.not.have.property('server.port');
      expect(spanOf('/text?tls').attributes).to.include({ 'server.address': '127.0.0.1' }).and.have.property('server.port');
      expect(spanOf('/text?old').attributes).to.not.have.property('server.address');
    });
    it('invents no route without a framework', () =>
      expect(sink.spans.filter(({ attributes }) => attributes['http.route'] !== undefined)).to.deep.equal([]));

    it('has no request active in the end', () => {
      const active = sink.points.filter((point) => point.metric === metric.httpServerActiveRequests.name);
      const last = new Map(active.map(({ attributes, value }) => [JSON.stringify(attributes), value]));
      expect(last.size).to.be.greaterThan(3);
      expect([...last.values()].filter((value) => value !== 0)).to.deep.equal([]);
    });

    it('emits each metric of the HTTP server, and nothing that the vocabulary does not know', () => {
      const { httpServerRequestDuration, httpServerActiveRequests, httpServerRequestBodySize, httpServerResponseBodySize } = metric;
      const expected = { httpServerRequestDuration, httpServerActiveRequests, httpServerRequestBodySize, httpServerResponseBodySize };
      expect(missingIn(sink, expected)).to.deep.equal([]);
      expect(strangersIn(sink)).to.deep.equal([]);
    });
  });
}

describe('active requests', () => {
  it('count a request while it is being handled', async () => {
    const sink = new Sink();
    const app = startApp('answers.mjs', { env: sendTo(await sink.listen()) });
    const [port] = await portsOf(app);
    const held = converse(port, requestText('GET /held?counted'));
    const isCounted = ({ points }: Sink) =>
      points.some((point) => point.metric === metric.httpServerActiveRequests.name && point.value === 1);
    await sink.until('one active request', isCounted);
    held.cut();
    await held.ended;
    await converse(port, requestText('GET /stop')).ended;
    expect((await app.ended).code).to.equal(0);
    await sink.close();
  });
});
