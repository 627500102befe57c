// WebSocket connections and messages of ws 7 and 8, however loaded, on both Nodes: one trace from the page to the SQL of a message.

import { expect } from 'chai';
import { websocketMetric } from '../../instrumentation/vocabulary/domains/websocket.ts';
import { missingIn, strangersIn } from '../support/closed-world.ts';
import { NODES } from '../support/nodes.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink, type SpanRecord } from '../support/sink.ts';
import { WS_BY_VERSION } from '../support/ws-versions.ts';

const [INTERNAL, SERVER, CLIENT, PRODUCER, CONSUMER] = [1, 2, 3, 4, 5];
const MESSAGE = 'session:* cell:exec';

for (const [version, WS] of Object.entries(WS_BY_VERSION)) {
  for (const app of ['sockets-require.cjs', 'sockets-import.mjs', 'sockets-file-url.mjs']) {
    for (const [nodeName, node] of NODES) {
      describe(`${version} by ${app} on ${nodeName}`, () => {
        const sink = new Sink();
        const spans = (kind: number, name: string): SpanRecord[] => sink.spans.filter((span) => span.kind === kind && span.name === name);
        const find = (kind: number, name: string, where: (span: SpanRecord) => boolean = () => true): SpanRecord => {
          const span = spans(kind, name).find(where);
          if (!span) throw new Error(`No span "${name}" among: ${[...new Set(sink.spans.map((each) => each.name))].join(', ')}`);
          return span;
        };
        const upgrade = (path: string) => find(SERVER, 'GET', (span) => span.attributes['url.path'] === path);
        const last = (metric: string, attributes: Record<string, unknown>) =>
          sink.points.findLast(
            (point) => point.metric === metric && Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
          )?.value;

        before(async () => {
          // It stays a moment so that observed metrics are exported while it runs.
          const { stderr, code } = await runApp(app, {
            env: { ...sendTo(await sink.listen()), WS, STAY: '500' },
            node,
          });
          expect(stderr).to.equal('');
          expect(code).to.equal(0);
        });
        after(() => sink.close());

        it('makes one tree: page, client upgrade, server upgrade, message, SQL and answer, the last two done later', () => {
          const message = find(CONSUMER, `receive ${MESSAGE}`);
          const [serverUpgrade, clientUpgrade] = [
            upgrade('/websocket'),
            find(CLIENT, 'GET', (span) => span.spanId === upgrade('/websocket').parentSpanId),
          ];
          expect(clientUpgrade.parentSpanId).to.equal(upgrade('/page').spanId);
          expect(message.parentSpanId).to.equal(serverUpgrade.spanId);
          expect(message.links.map(({ spanId }) => spanId)).to.deep.equal([serverUpgrade.spanId]);
          expect(find(CLIENT, 'INSERT cells').parentSpanId).to.equal(message.spanId);
          expect(find(PRODUCER, 'send session:* cell:output').parentSpanId).to.equal(message.spanId);
          expect(find(PRODUCER, `send ${MESSAGE}`).parentSpanId).to.equal(upgrade('/page').spanId);
          expect(find(CONSUMER, 'receive session:* cell:output').parentSpanId).to.equal(clientUpgrade.spanId);
          expect(
            new Set([message, serverUpgrade, clientUpgrade, find(CLIENT, 'INSERT cells')].map(({ traceId }) => traceId)).size,
          ).to.equal(1);
        });

        it('gives upgrades their status, and counts 401, 403 and unanswered ones as failures on both sides', () => {
          expect(upgrade('/websocket').attributes).to.include({ 'http.response.status_code': 101, 'url.query': 'token=REDACTED' });
          expect(upgrade('/refused').attributes).to.include({ 'http.response.status_code': 401, 'error.type': '401' });
          expect(upgrade('/by-hand').attributes).to.include({ 'http.response.status_code': 403, 'error.type': '403' });
          expect(upgrade('/slammed').attributes).to.include({ 'error.type': 'aborted' });
          for (const side of ['server', 'client'])
            for (const status of [401, 403])
              expect(last('websocket.upgrade.failures', { 'websocket.side': side, 'http.response.status_code': status })).to.equal(1);
          expect(last('websocket.upgrade.failures', { 'websocket.side': 'server', 'error.type': 'aborted' })).to.equal(1);
          expect(last('websocket.upgrade.duration', { 'http.response.status_code': 101 })).to.equal(3);
        });

        it('continues the trace that a message brings along', () => {
          const greet = find(CONSUMER, 'receive greet', (span) => span.attributes['websocket.side'] === 'server');
          expect(greet).to.include({ traceId: '0123456789abcdef0123456789abcdef', parentSpanId: '0123456789abcdef' });
          expect(greet.links).to.have.lengthOf(1);
        });

        it('names messages by topic and event without ids, at most 50 of each, large ones too', () => {
          const named = sink.spans.filter((span) => span.kind === CONSUMER && span.attributes['websocket.side'] === 'server');
          const events = new Set(sink.spans.map((span) => span.attributes['websocket.event']).filter(Boolean));
          expect(named).to.have.lengthOf(66);
          expect(events.size).to.equal(51);
          expect([...events]).to.include.members(['outer', '_OTHER', 'kindA', 'cell:exec']);
          expect(spans(CONSUMER, 'receive _OTHER _OTHER')).to.have.lengthOf(2);
          expect(spans(CONSUMER, 'receive')).to.have.lengthOf(6);
        });

        it('counts messages and bytes by direction, what compression saved, and round trips of pings', () => {
          const received = { 'websocket.side': 'server', 'network.io.direction': 'receive' };
          const total = (metric: string, attributes: Record<string, unknown>) => {
            const series = new Map<string, number>();
            for (const point of sink.points)
              if (point.metric === metric && Object.entries(attributes).every(([key, value]) => point.attributes[key] === value))
                series.set(JSON.stringify(point.attributes), point.value);
            return [...series.values()].reduce((sum, value) => sum + value, 0);
          };
          expect(total('websocket.messages', received)).to.equal(66);
          expect(total('websocket.messages', { ...received, 'websocket.message.type': 'binary' })).to.equal(1);
          expect(total('websocket.io', received)).to.equal(101_234);
          expect(total('websocket.message.duration', { 'websocket.side': 'server' })).to.equal(66);
          for (const side of ['server', 'client']) {
            for (const direction of ['receive', 'transmit'])
              expect(last('websocket.compression.ratio', { 'websocket.side': side, 'network.io.direction': direction })).to.equal(1);
            expect(last('websocket.ping.duration', { 'websocket.side': side })).to.equal(1);
            expect(last('websocket.reconnects', { 'websocket.side': side })).to.equal(1);
          }
        });

        it('ends a connection with its code in a short span, and logs the one that broke off in its trace', () => {
          const ends = spans(INTERNAL, 'websocket close').filter((span) => span.attributes['websocket.side'] === 'server');
          expect(ends.map((span) => span.attributes['websocket.close.code'])).to.deep.equal([1000, 1006, 4001]);
          expect(ends[1]?.attributes).to.include({ 'websocket.messages.received': 65, 'websocket.compression': 'none' });
          expect(ends[0]?.attributes).to.include({ 'websocket.compression': 'permessage-deflate' });
          const logs = sink.logs.filter(({ body }) => String(body).startsWith('WebSocket server'));
          expect(logs.map(({ spanId, severityText }) => [spanId, severityText])).to.deep.equal([[ends[1]?.spanId, 'warn']]);
          expect(last('websocket.connection.duration', { 'websocket.side': 'server', 'websocket.close.code': 4000 })).to.equal(1);
          for (const compression of ['none', 'permessage-deflate'])
            expect(last('websocket.connections.active', { 'websocket.side': 'server', 'websocket.compression': compression })).to.equal(0);
        });

        it('emits every metric of its vocabulary, nothing else, and lets no payload out', () => {
          expect(missingIn(sink, websocketMetric)).to.deep.equal([]);
          expect(strangersIn(sink)).to.deep.equal([]);
          expect(sink.bodies.join('\n')).to.not.match(/canary|ada@example|abc123|xxxx|yyyy/);
        });
      });
    }
  }
}
