// An application that uses ws in every way prints the same with the preload and without; settings change what is seen.

import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { WS_BY_VERSION } from '../support/ws-versions.ts';

const NOBODY = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', PERAGUS_LOG_LEVEL: 'error' };

// Whether a message arrives before the next one is written is the kernel's doing: the order holds for all but these lines.
const ARRIVALS = /^(?:async |sent null)/;
const ordered = ({ code, signal, stdout, stderr }: Ended) => {
  const lines = stdout.split('\n');
  return {
    code,
    signal,
    stderr,
    lines: lines.filter((line) => !ARRIVALS.test(line)),
    arrivals: lines.filter((line) => ARRIVALS.test(line)).sort(),
  };
};

for (const [nodeName, node] of NODES) {
  for (const [version, WS] of Object.entries(WS_BY_VERSION)) {
    it(`${version} on ${nodeName}: 40 and more observations of listeners, arguments, streams and errors are the same`, async () => {
      const [bare, observed] = await Promise.all([
        runApp('sockets-use.cjs', { node, preload: false, env: { WS } }),
        runApp('sockets-use.cjs', { node, env: { ...NOBODY, WS } }),
      ]);
      expect(ordered(observed)).to.deep.equal(ordered(bare));
      expect(bare.stdout.trim().split('\n').length).to.be.greaterThan(40);
    });
  }
}

describe('settings of WebSocket', () => {
  const run = async (env: Record<string, string>) => {
    const sink = new Sink();
    const { stderr } = await runApp('sockets-require.cjs', { env: { ...sendTo(await sink.listen()), STAY: '1300', ...env } });
    await sink.close();
    return { sink, stderr };
  };

  it('PERAGUS_WEBSOCKET_TRACE=message gives each message a trace of its own with a link to the upgrade', async () => {
    const { sink } = await run({ PERAGUS_WEBSOCKET_TRACE: 'message' });
    const message = sink.spans.find(({ name }) => name === 'receive session:* cell:exec');
    const upgrade = sink.spans.find(({ spanId }) => spanId === message?.links[0]?.spanId);
    expect(message?.parentSpanId).to.equal('');
    expect(upgrade?.attributes['http.response.status_code']).to.equal(101);
    expect(upgrade?.traceId).to.not.equal(message?.traceId);
  });

  it('PERAGUS_WEBSOCKET_EXTRACTOR reads the place it names, or nothing; a wrong one is said and the default used', async () => {
    const eventsOf = ({ sink }: { sink: Sink }) =>
      new Set(sink.spans.filter(({ kind }) => kind === 5).map((span) => span.attributes['websocket.event']));
    const [pointer, none, wrong] = await Promise.all([
      run({ PERAGUS_WEBSOCKET_EXTRACTOR: '/list/1/type' }),
      run({ PERAGUS_WEBSOCKET_EXTRACTOR: 'none' }),
      run({ PERAGUS_WEBSOCKET_EXTRACTOR: 'topic' }),
    ]);
    expect([...eventsOf(pointer)]).to.have.members(['inner', undefined]);
    expect([...eventsOf(none)]).to.deep.equal([undefined]);
    expect(wrong.stderr).to.include('PERAGUS_WEBSOCKET_EXTRACTOR is "topic"');
    expect([...eventsOf(wrong)]).to.include('outer');
  });

  it('PERAGUS_WEBSOCKET_HEARTBEAT pings open connections, and keeps no process alive', async () => {
    const sink = new Sink();
    const ended = await runApp('sockets-idle.cjs', { env: { ...sendTo(await sink.listen()), PERAGUS_WEBSOCKET_HEARTBEAT: '1' } });
    expect(ended).to.deep.include({ code: 0, stdout: 'pinged\n', stderr: '' });
    expect(sink.points.some(({ metric }) => metric === 'websocket.ping.duration')).to.equal(true);
    expect(sink.points.some(({ metric, value }) => metric === 'websocket.buffered.max' && value >= 1_000_000)).to.equal(true);
    await sink.close();
  });
});
