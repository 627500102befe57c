// R24: every answer of a receiver has its meaning: later, never, in halves, or taken but for a part; and Retry-After is waited for.

import { expect } from 'chai';
import type { LedgerState } from '../../instrumentation/delivery/ledger.ts';
import { figure } from '../support/figures.ts';
import type { Fault } from './support/fault.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, CALM, complaintsIn } from './support/ledger-line.ts';
import { startNumbered } from './support/numbered-run.ts';
import type { Attempt } from './support/received.ts';
import { REPETITIONS } from './support/repetitions.ts';
import { sideBySide } from './support/side-by-side.ts';

const SPANS = 20;
const LATER = [408, 429, 500, 502, 503, 504];
const NEVER = [400, 401, 403, 404, 405, 415, 501];
const ELSEWHERE = [301, 307, 308];
/** The longest first wait of our own. */
const FIRST_WAIT_MS = 1_000;
/** What a busy machine may add to a wait. */
const SLACK_MS = 1_500;

interface Seen {
  readonly attempts: readonly Attempt[];
  readonly unique: number;
  readonly ledger: LedgerState;
  readonly complaints: readonly string[];
}

/** Makes 20 spans in one request, whose first answers are these; ends by itself. */
function meet(faults: readonly Fault[] | Fault, env: Readonly<Record<string, string>> = {}): Promise<Seen> {
  return FaultSink.use(async (sink) => {
    const choose = (nth: number): Fault => (Array.isArray(faults) ? faults[nth - 1] : (faults as Fault)) ?? { kind: 'none' };
    await sink.set(choose, 'traces');
    const options = {
      env: { ...CALM, OTEL_BSP_SCHEDULE_DELAY: '2000', PERAGUS_FLUSH_DEADLINE: '10000', PERAGUS_SPOOL_DIR: 'off', ...env },
    };
    const { code, stderr } = await startNumbered(sink, { spans: SPANS }, options).ended;
    expect(code).to.equal(0);
    const complaints = complaintsIn(stderr);
    return { attempts: sink.attempts('traces'), unique: sink.received.unique('traces'), ledger: balancedLedger(stderr), complaints };
  });
}

const status = (code: number, headers: Readonly<Record<string, string>> = {}): Fault => ({ kind: 'status', status: code, headers });
const gapsMs = (attempts: readonly Attempt[]) => attempts.slice(1).map(({ atMs }, index) => atMs - (attempts[index]?.atMs ?? 0));
const rounds = <T>(cases: readonly T[]): T[] => Array.from({ length: REPETITIONS }, () => cases).flat();

describe('R24: an answer', function () {
  this.timeout(60_000 * REPETITIONS);

  it(`of ${LATER.join(', ')} means later: ${SPANS} of ${SPANS} spans arrive by the second request, after a wait`, async () => {
    await sideBySide(rounds(LATER), async (code) => {
      const { attempts, unique, ledger } = await meet([status(code)]);
      expect(
        attempts.map(({ items }) => items),
        `${code}`,
      ).to.deep.equal([SPANS, SPANS]);
      expect(gapsMs(attempts)[0], `${code}`).to.be.within(100, FIRST_WAIT_MS + SLACK_MS);
      expect([unique, ledger.traces.delivered, ledger.traces.dropped], `${code}`).to.deep.equal([SPANS, SPANS, {}]);
      figure('R24', `lost of ${SPANS} by an answer that means later`, SPANS - unique, 'spans');
      figure('R24', 'wait before the second request', gapsMs(attempts)[0] ?? 0, 'ms');
    });
  });

  it(`of ${NEVER.join(', ')} means never: one request, ${SPANS} counted as rejected, one line that names the status`, async () => {
    await sideBySide(rounds(NEVER), async (code) => {
      const { attempts, unique, ledger, complaints } = await meet(status(code));
      expect([attempts.length, unique], `${code}`).to.deep.equal([1, 0]);
      expect(ledger.traces.dropped, `${code}`).to.deep.equal({ rejected: SPANS });
      expect(complaints, `${code}`).to.have.lengthOf(1);
      expect(complaints[0]).to.include(`status ${code}`);
      figure('R24', `not counted of ${SPANS} by an answer that means never`, SPANS - (ledger.traces.dropped.rejected ?? 0), 'spans');
    });
  });

  it(`of ${ELSEWHERE.join(', ')} leads nowhere: the other address sees 0 connections, and the spans are counted as rejected`, async () => {
    await FaultSink.use(async (other) => {
      await sideBySide(rounds(ELSEWHERE), async (code) => {
        const { attempts, ledger } = await meet(status(code, { location: `${other.endpoint}/v1/traces` }));
        expect([attempts.length, ledger.traces.dropped.rejected], `${code}`).to.deep.equal([1, SPANS]);
      });
      expect(other.connections).to.equal(0);
    });
  });

  it('of 413 cuts a batch in halves until each is small enough', async () => {
    // Too large are the 20, and one 10 of both, which travel at the same time.
    const { attempts, unique, ledger } = await meet([status(413), status(413)]);
    expect(attempts.map(({ items }) => items).sort((x, y) => y - x)).to.deep.equal([20, 10, 10, 5, 5]);
    expect([unique, ledger.traces.dropped]).to.deep.equal([SPANS, {}]);
  });

  it('of 413 to every request ends with single spans, each counted as rejected', async () => {
    const { attempts, unique, ledger } = await meet(status(413));
    expect(attempts).to.have.lengthOf(2 * SPANS - 1);
    expect([unique, ledger.traces.dropped]).to.deep.equal([0, { rejected: SPANS }]);
  });

  for (const protocol of ['http/protobuf', 'http/json'])
    it(`of partial success over ${protocol} delivers 13 of 20, and counts 7 as partial`, async () => {
      const env = { OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
      const { attempts, unique, ledger, complaints } = await meet({ kind: 'partial', rejected: 7, message: 'too old' }, env);
      expect([attempts.length, unique, ledger.traces.delivered, ledger.traces.dropped]).to.deep.equal([1, 13, 13, { partial: 7 }]);
      figure('R24', 'not counted of 7 that partial success refuses', 7 - (ledger.traces.dropped.partial ?? 0), 'spans');
      expect(complaints).to.have.lengthOf(1);
    });

  it('with Retry-After in seconds or as a date is waited for, and not a moment less', async () => {
    await sideBySide(rounds(['1', '2', () => new Date(Date.now() + 3_000).toUTCString()]), async (after) => {
      const value = typeof after === 'string' ? after : after();
      const leastMs = typeof after === 'string' ? Number(after) * 1000 : 0;
      const { attempts, unique } = await meet([status(503, { 'retry-after': value })]);
      expect(gapsMs(attempts)[0], value).to.be.within(leastMs, leastMs + 3_000 + SLACK_MS);
      // The date says a whole second; by this machine's clock it is not before it.
      if (typeof after !== 'string') expect(performance.timeOrigin + (attempts[1]?.atMs ?? 0)).to.be.at.least(Date.parse(value));
      expect(unique, value).to.equal(SPANS);
      if (typeof after === 'string') figure('R24', 'later than Retry-After says', (gapsMs(attempts)[0] ?? 0) - leastMs, 'ms');
    });
  });

  it('with a Retry-After that is none is taken as if it had none', async () => {
    await sideBySide(rounds(['-1', '0', 'soon', '1e9', 'Wed, 21 Oct 2015 07:28:00 GMT', '']), async (value) => {
      const { attempts, unique } = await meet([status(429, { 'retry-after': value })]);
      expect(gapsMs(attempts)[0], value).to.be.within(100, FIRST_WAIT_MS + SLACK_MS);
      expect(unique, value).to.equal(SPANS);
    });
  });

  it('with Retry-After 30 keeps a process that ends no longer than it takes to see that there is no use', async () => {
    await FaultSink.use(async (sink) => {
      await sink.set(status(503, { 'retry-after': '30' }), 'traces');
      const startedMs = performance.now();
      const env = { ...CALM, PERAGUS_FLUSH_DEADLINE: '10000' };
      const { stderr } = await startNumbered(sink, { spans: SPANS }, { env }).ended;
      const tookMs = performance.now() - startedMs;
      balancedLedger(stderr);
      // The deadline alone would be 10 s.
      expect(tookMs).to.be.lessThan(6_000);
    });
  });
});
