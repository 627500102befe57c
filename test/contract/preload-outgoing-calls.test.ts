// Outgoing calls end as they really ended: answered, upgraded, cut off, given up, refused.

import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const CLIENT = 3;
const UNSET = 0;
const ERROR = 2;

describe('the span of an outgoing call', () => {
  const sink = new Sink();
  before(async () => {
    const { code, stderr } = await runApp('client-endings.mjs', { env: sendTo(await sink.listen()) });
    expect(code, stderr).to.equal(0);
  });
  after(() => sink.close());

  const calls = (path: string) =>
    sink.spans
      .filter((span) => span.kind === CLIENT && String(span.attributes['url.full']).endsWith(path))
      .map(({ status, attributes }) => ({ status, code: attributes['http.response.status_code'], error: attributes['error.type'] }));

  it('is fine for 2 answered calls, of node:http and of fetch', () => {
    expect(calls('/whole')).to.deep.equal(Array(2).fill({ status: UNSET, code: 200, error: undefined }));
  });
  it('is fine for an upgrade, status 101', () => expect(calls('/upgrade')).to.deep.equal([{ status: UNSET, code: 101, error: undefined }]));
  it('failed for an answer that was cut off', () => {
    const [cut, ...others] = calls('/cut');
    expect(others).to.deep.equal([]);
    expect(cut?.status).to.equal(ERROR);
    expect(cut?.error).to.be.oneOf(['aborted', 'ECONNRESET']);
  });
  it('failed for 2 calls that were given up', () => {
    expect(calls('/never').map(({ status }) => status)).to.deep.equal([ERROR, ERROR]);
  });
  it('failed with ECONNREFUSED when nobody listens', () =>
    expect(calls('/refused')).to.deep.equal([{ status: ERROR, code: undefined, error: 'ECONNREFUSED' }]));
});

describe('a call whose caller sets traceparent by hand', () => {
  for (const [name, node] of NODES) {
    it(`carries one, of its own span in the same trace, by fetch and node:http, on ${name}`, async () => {
      const sink = new Sink();
      const { stdout } = await runApp('passes-trace-on.mjs', { env: sendTo(await sink.listen()), node });
      await sink.close();
      const received = stdout.trim().split('\n');
      const calls = sink.spans.filter(({ kind }) => kind === CLIENT).map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`);
      expect(received).to.have.lengthOf(2);
      expect(received.sort()).to.deep.equal(calls.sort());
    });
  }
});
