// Listeners of messages that throw or reject: recorded on the message's span, and the application ends or goes on as before.

import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { WS_BY_VERSION } from '../support/ws-versions.ts';

const NOBODY = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', PERAGUS_LOG_LEVEL: 'none' };
// Which line of Node's own code called, and which function emitted to an async listener, may differ; nothing else may.
const seen = ({ code, signal, stdout, stderr }: Ended) => ({
  code,
  signal,
  stdout: withoutInternals(stdout),
  stderr: withoutInternals(stderr),
});
const withoutInternals = (text: string) => text.replace(/^ +at (?:\S+\.emit \(|.*\(?node:).*\n/gm, '');

for (const [nodeName, node] of NODES) {
  for (const [version, WS] of Object.entries(WS_BY_VERSION)) {
    const options = (args: string[], env: Record<string, string> = {}) => ({ args, env: { ...env, WS }, node });
    describe(`errors of listeners, ${version} on ${nodeName}`, () => {
      for (const where of ['message', 'async-message', 'async-at-once', 'shared', 'connection', 'open']) {
        it(`${where}: the application crashes, or survives by its own handler, as without the preload`, async () => {
          for (const args of [[where], [where, 'survives']]) {
            const [bare, observed] = await Promise.all([
              runApp('sockets-throw.mjs', { ...options(args), preload: false }),
              runApp('sockets-throw.mjs', options(args, NOBODY)),
            ]);
            expect(seen(observed)).to.deep.equal(seen(bare));
            expect(bare.stdout + bare.stderr).to.include(where === 'shared' ? 'handled: broken' : `broken in ${where}`);
          }
        });
      }

      for (const where of ['message', 'async-message', 'async-at-once']) {
        it(`${where}: is an exception of a failed span, and a failure in the duration metric`, async () => {
          const sink = new Sink();
          try {
            await runApp('sockets-throw.mjs', options([where, 'survives'], sendTo(await sink.listen())));
            const span = sink.spans.find(({ name }) => name === 'receive session:* cell:exec');
            expect(span?.status).to.equal(2);
            expect(span?.attributes['error.type']).to.equal('RangeError');
            expect(span?.events.map(({ attributes }) => attributes['exception.message'])).to.deep.equal([`broken in ${where}`]);
            const failed = sink.points.filter(
              ({ metric, attributes }) => metric === 'websocket.message.duration' && attributes['error.type'],
            );
            expect(failed.at(-1)?.value).to.equal(1);
            expect(sink.spans.filter(({ kind, status }) => kind === 5 && status === 2)).to.have.lengthOf(1);
          } finally {
            await sink.close();
          }
        });
      }
    });
  }
}
