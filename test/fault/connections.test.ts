// R25: whatever is wrong with the connection, requests are few and spread, the process says so once, and everything arrives afterwards.

import { setTimeout as lasting } from 'node:timers/promises';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { makeCertificate } from '../support/raw-receiver.ts';
import type { AnyFault } from './support/fault.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, CALM, complaintsIn } from './support/ledger-line.ts';
import { startNumbered } from './support/numbered-run.ts';
import { REPETITIONS } from './support/repetitions.ts';
import { sideBySide } from './support/side-by-side.ts';

const ITEMS = 50;
const FAULTY_MS = REPETITIONS > 1 ? 60_000 : 2_500;
/** Requests of one signal: the back-off's shortest waits add up to fewer, with a wide margin. */
const MOST_A_MINUTE = 40;
const most = (ms: number) => Math.max(10, (MOST_A_MINUTE * ms) / 60_000);
/** 4 requests a signal are under way at most, each on its own connection. */
const MOST_SOCKETS = 12;
const killAfterMs = FAULTY_MS + 60_000;
const env = { ...CALM, OTEL_EXPORTER_OTLP_TIMEOUT: '1000' };

const FAULTS: readonly (readonly [string, AnyFault])[] = [
  ['is reset in the midst of a request', { kind: 'reset', during: 'request' }],
  ['is reset in the midst of an answer', { kind: 'reset', during: 'answer' }],
  ['takes requests and never answers', { kind: 'hang' }],
  ['answers byte by byte, for ever', { kind: 'drip', everyMs: 100 }],
  ['is taken, and nothing is read', { kind: 'stall' }],
  ['is refused', { kind: 'refuse' }],
];

describe('R25: a connection', function () {
  this.timeout(60_000 + 2 * FAULTY_MS);

  it(`that fails in ${FAULTS.length} ways for ${FAULTY_MS} ms: few requests, one line at most, and ${ITEMS} of ${ITEMS} afterwards`, async () => {
    await sideBySide(
      FAULTS,
      async ([what, fault]) => {
        await FaultSink.use(async (sink) => {
          await sink.set(fault);
          const app = startNumbered(sink, { spans: ITEMS, logs: ITEMS, ending: 'stay' }, { env, killAfterMs });
          await app.printed('staying');
          await lasting(FAULTY_MS);
          const attempts = Math.max(sink.attempts('traces').length, sink.attempts('logs').length);
          const { connectionsMax } = sink;
          await sink.heal();
          const whole = () => sink.received.unique('traces') === ITEMS && sink.received.numberedLogs() === ITEMS;
          await sink.until(`everything after a connection that ${what}`, whole, 20_000);
          app.child.kill('SIGKILL');
          const lines = complaintsIn((await app.ended).stderr);
          expect(lines, what).to.have.lengthOf.at.most(1);
          figure('R25', 'lines of ours', lines.length);
          expect(attempts, what).to.be.at.most(most(FAULTY_MS));
          expect(connectionsMax, what).to.be.at.most(MOST_SOCKETS);
          figure('R25', `requests of a signal in ${FAULTY_MS / 1000} s`, attempts);
          figure('R25', 'connections at once', connectionsMax);
        });
      },
      FAULTS.length,
    );
  });

  it('whose accept is slow delivers everything all the same', async () => {
    await FaultSink.use(async (sink) => {
      await sink.set({ kind: 'slow-accept', delayMs: 700 });
      const { stderr } = await startNumbered(sink, { spans: ITEMS, logs: ITEMS }, { env: { ...env, OTEL_EXPORTER_OTLP_TIMEOUT: '3000' } })
        .ended;
      balancedLedger(stderr);
      expect([sink.received.unique('traces'), sink.received.numberedLogs()]).to.deep.equal([ITEMS, ITEMS]);
    });
  });

  it('over TLS whose handshake stalls delivers everything afterwards, on few connections', async () => {
    const certificate = makeCertificate('collector');
    await FaultSink.use(
      async (sink) => {
        await sink.set({ kind: 'stall' });
        const own = { ...env, OTEL_EXPORTER_OTLP_CERTIFICATE: certificate.cert };
        const app = startNumbered(sink, { spans: ITEMS, logs: ITEMS, ending: 'stay' }, { env: own, killAfterMs });
        await app.printed('staying');
        await lasting(FAULTY_MS);
        const { connections, connectionsMax } = sink;
        await sink.heal();
        const whole = () => sink.received.unique('traces') === ITEMS && sink.received.numberedLogs() === ITEMS;
        await sink.until('everything after the handshake', whole, 20_000);
        expect(connectionsMax).to.be.at.most(MOST_SOCKETS);
        expect(connections).to.be.at.most(3 * most(FAULTY_MS));
        app.child.kill('SIGKILL');
        expect(complaintsIn((await app.ended).stderr)).to.have.lengthOf.at.most(1);
      },
      { certificate },
    );
    certificate.remove();
  });

  it('over IPv6 delivers everything', async () => {
    await FaultSink.use(
      async (sink) => {
        const { stderr } = await startNumbered(sink, { spans: ITEMS, logs: ITEMS }, { env }).ended;
        balancedLedger(stderr);
        expect([sink.received.unique('traces'), sink.received.numberedLogs()]).to.deep.equal([ITEMS, ITEMS]);
      },
      { host: '::1' },
    );
  });

  it('to a name that does not exist, or with a certificate that nobody vouches for, ends with the process, after one line', async () => {
    const certificate = makeCertificate('bad');
    await FaultSink.use(
      async (sink) => {
        const endpoints = [['http://nowhere.invalid:4318', /ENOTFOUND|EAI_AGAIN/] as const, [sink.endpoint, /self.signed/i] as const];
        await sideBySide(endpoints, async ([OTEL_EXPORTER_OTLP_ENDPOINT, reason]) => {
          const startedMs = performance.now();
          const own = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT, PERAGUS_FLUSH_DEADLINE: '10000' };
          const { code, stderr } = await startNumbered(sink, { logs: 0 }, { env: own }).ended;
          expect(code).to.equal(0);
          balancedLedger(stderr);
          expect(performance.now() - startedMs).to.be.lessThan(5_000);
          expect(complaintsIn(stderr)).to.have.lengthOf(1);
          expect(complaintsIn(stderr)[0]).to.match(reason);
        });
        expect(sink.attempts()).to.deep.equal([]);
      },
      { certificate },
    );
    certificate.remove();
  });

  it('that 4 processes have at a time is tried again at different moments', async () => {
    const gapsMs = await sideBySide([1, 2, 3, 4], () =>
      FaultSink.use(async (sink) => {
        await sink.set({ kind: 'status', status: 503 });
        const app = startNumbered(sink, { spans: 1, logs: 1, ending: 'stay' }, { env });
        await sink.until('3 requests of a signal', () => sink.attempts('traces').length >= 3 && sink.attempts('logs').length >= 3);
        app.child.kill('SIGKILL');
        await app.ended;
        return (['traces', 'logs'] as const).flatMap((signal) => {
          const [first, second, third] = sink.attempts(signal).map(({ atMs }) => atMs) as [number, number, number];
          return [second - first, third - second];
        });
      }),
    );
    const all = gapsMs.flat();
    const mean = all.reduce((sum, gap) => sum + gap, 0) / all.length;
    const variation = Math.sqrt(all.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / all.length) / mean;
    figure('R25', 'variation of waits over 4 processes', variation);
    expect(variation).to.be.greaterThan(0.1);
  });
});

describe('a process that does nothing', () => {
  it('ends no later without a Collector than with one: 1 s is for the machine, 3 s it was', async () => {
    await FaultSink.use(async (sink) => {
      const run = async () => {
        const startedMs = performance.now();
        const { code } = await startNumbered(sink, {}, { env: { PERAGUS_FLUSH_DEADLINE: '30000' } }).ended;
        expect(code).to.equal(0);
        return performance.now() - startedMs;
      };
      const withOneMs = await run();
      await sink.set({ kind: 'refuse' });
      const withoutMs = await run();
      figure('R08', 'later without a Collector, with nothing to send', withoutMs - withOneMs, 'ms');
      expect(withoutMs).to.be.lessThan(withOneMs + 1_000);
    });
  });
});
