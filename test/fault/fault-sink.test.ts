// The fault sink does what it is told: the faults that the other tests rely on, each seen by a plain client.

import { request } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { makeCertificate } from '../support/raw-receiver.ts';
import { waitFor } from '../support/wait.ts';
import { expectLaw, silentLoss } from './support/expect-law.ts';
import type { AnyFault } from './support/fault.ts';
import { FaultSink } from './support/fault-sink.ts';
import { startNumbered } from './support/numbered-run.ts';

/** Time within which nothing comes from who never answers. */
const QUIET_MS = 150;
/** An answer that comes, comes within this on a busy machine, too. */
const ANSWERED_WITHIN_MS = 5_000;

interface Answered {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

/** Posts two spans; settles with the answer, the code of the failure, or `nothing` after a time. */
function post(sink: FaultSink, path = '/v1/traces', withinMs = ANSWERED_WITHIN_MS): Promise<Answered | string> {
  const spans = ['1'.repeat(16), '2'.repeat(16)].map((spanId) => ({ traceId: '3'.repeat(32), spanId, name: 'x' }));
  const sent = request(`${sink.endpoint}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, agent: false });
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve('nothing');
      sent.destroy();
    }, withinMs);
    const settle = (answer: Answered | string) => {
      clearTimeout(timer);
      resolve(answer);
    };
    let begun = '';
    sent.on('error', (error: NodeJS.ErrnoException) => settle(`${begun}${error.code ?? error.message}`));
    sent.on('response', (response) => {
      begun = `${response.statusCode} `;
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('error', () => undefined);
      response.on('end', () => settle({ status: response.statusCode ?? 0, body, retryAfter: response.headers['retry-after'] }));
    });
    sent.end(JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] }));
  });
}

/** What a client sees of a fault, and what the sink has of its 2 spans then: taken, without an answer. */
const meet = (fault: AnyFault, withinMs?: number) =>
  FaultSink.use(async (sink) => {
    await sink.set(fault);
    const answer = await post(sink, undefined, withinMs);
    if (sink.attempts().length > 0) await waitFor('the outcome', () => sink.attempts().every(({ outcome }) => outcome), 5_000);
    return { answer, taken: sink.received.unique('traces'), unanswered: sink.received.unanswered('traces') };
  });

describe('the fault sink', () => {
  it('takes 2 of 2 spans when nothing is wrong, and counts the 2 that come again as duplicates', () =>
    FaultSink.use(async (sink) => {
      expect([await post(sink), await post(sink)]).to.deep.equal(Array(2).fill({ status: 200, body: '{}', retryAfter: undefined }));
      expect([sink.received.unique('traces'), sink.received.duplicates('traces')]).to.deep.equal([2, 2]);
      expect(sink.attempts('traces').map(({ items }) => items)).to.deep.equal([2, 2]);
    }));

  it('hangs, stalls and drips: no answer comes to an end, and nothing is taken', async () => {
    for (const fault of [{ kind: 'hang' }, { kind: 'drip', everyMs: 20 }] as const)
      expect(await meet(fault, QUIET_MS), fault.kind).to.deep.equal({ answer: 'nothing', taken: 0, unanswered: 2 });
    expect(await meet({ kind: 'stall' }, QUIET_MS)).to.deep.equal({ answer: 'nothing', taken: 0, unanswered: 0 });
  });

  it('resets in the midst of the request and of the answer', async () => {
    expect(await meet({ kind: 'reset', during: 'request' })).to.deep.equal({ answer: 'ECONNRESET', taken: 0, unanswered: 0 });
    expect(await meet({ kind: 'reset', during: 'answer' })).to.deep.equal({ answer: '200 ECONNRESET', taken: 0, unanswered: 2 });
  });

  it('answers any status with its headers, takes none of it, and all but the rejected of a partial success', async () => {
    const refused = await meet({ kind: 'status', status: 503, headers: { 'Retry-After': '7' } });
    expect(refused).to.deep.equal({ answer: { status: 503, body: '', retryAfter: '7' }, taken: 0, unanswered: 0 });
    const { answer, taken } = await meet({ kind: 'partial', rejected: 1, message: 'too old' });
    expect(taken).to.equal(1);
    expect(JSON.parse((answer as Answered).body)).to.deep.equal({ partialSuccess: { rejectedSpans: 1, errorMessage: 'too old' } });
  });

  it('is slow to answer and slow to accept, and takes what waited for it', async () => {
    for (const fault of [
      { kind: 'slow', delayMs: 100 },
      { kind: 'slow-accept', delayMs: 100 },
    ] as const) {
      const startedAt = performance.now();
      const { answer, taken } = await meet(fault);
      expect([(answer as Answered).status, taken], fault.kind).to.deep.equal([200, 2]);
      expect(performance.now() - startedAt, fault.kind).to.be.at.least(95);
    }
    expect(await meet({ kind: 'slow', delayMs: 10_000 }, QUIET_MS)).to.deep.equal({ answer: 'nothing', taken: 0, unanswered: 2 });
  });

  it('refuses at its own port, resets who is connected, and listens there again when it is healed', () =>
    FaultSink.use(async (sink) => {
      const idle = connect(Number(new URL(sink.endpoint).port), '127.0.0.1');
      const broken = new Promise((resolve) => idle.once('error', (error: NodeJS.ErrnoException) => resolve(error.code)));
      await waitFor('the connection', () => sink.connections === 1, 5_000);
      await sink.set({ kind: 'refuse' });
      expect([await broken, await post(sink)]).to.deep.equal(['ECONNRESET', 'ECONNREFUSED']);
      await sink.heal();
      expect(await post(sink)).to.include({ status: 200 });
    }));

  it('lets one signal fail and takes the others, and chooses the fault of each request', () =>
    FaultSink.use(async (sink) => {
      await sink.set({ kind: 'status', status: 400 }, 'logs');
      await sink.set((nth) => (nth < 3 ? { kind: 'status', status: 429 } : { kind: 'none' }), 'traces');
      const statuses = [];
      for (const path of ['/v1/traces', '/v1/logs', '/v1/traces', '/v1/traces'])
        statuses.push(((await post(sink, path)) as Answered).status);
      expect(statuses).to.deep.equal([429, 400, 429, 200]);
    }));

  it('has a certificate that nobody trusts', async () => {
    const certificate = makeCertificate('fault sink');
    const failure = await FaultSink.use(
      ({ endpoint }) => fetch(`${endpoint}/v1/traces`, { method: 'POST' }).catch((error) => error.cause.code),
      { certificate },
    );
    certificate.remove();
    expect(failure).to.equal('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  for (const kind of ['light', 'api'] as const)
    it(`has 500 of 500 ${kind} spans and 500 of 500 log lines of an application, and the law holds`, () =>
      FaultSink.use(async (sink) => {
        const run = startNumbered(sink, { spans: 500, logs: 500, kind, bytes: 50 });
        const { code, stdout } = await run.ended;
        expect(code).to.equal(0);
        expect(stdout).to.contain(`emitted {"spans":500,"logs":500} with seed ${run.seed}`);
        expect([run.made(), sink.received.unread]).to.deep.equal([{ spans: 500, logs: 500 }, 0]);
        expectLaw('spans', { emitted: 500, unique: sink.received.unique('traces') });
        expectLaw('log lines', { emitted: 500, unique: sink.received.numberedLogs() });
      }));

  it('finds the one item that is nowhere', () => {
    expect(silentLoss({ emitted: 10, unique: 5, dropped: { rejected: 2, queue_full: 1 }, spooled: 1 })).to.equal(1);
    expect(() => expectLaw('spans', { emitted: 10, unique: 9 })).to.throw('silent loss');
    expect(() => expectLaw('spans', { emitted: 10, unique: 10, spooled: 1 })).to.throw('silent loss');
    expectLaw('spans', { emitted: 10, unique: 10, spooled: 1, unanswered: 1 });
  });
});
