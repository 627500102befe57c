// R13: whatever is wrong with the Collector, a process ends in time, and what could not be delivered waits in the spool.

import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { type CertificateFiles, makeCertificate } from '../support/raw-receiver.ts';
import { SpoolFolder } from '../support/spool.ts';
import { expectNothingLost } from './support/exit-balance.ts';
import type { AnyFault } from './support/fault.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, WITH_LEDGER } from './support/ledger-line.ts';
import { startNumbered } from './support/numbered-run.ts';
import { REPETITIONS } from './support/repetitions.ts';

const SPANS = 300;
const LOGS = 100;
const LATE = { OTEL_BSP_SCHEDULE_DELAY: '60000', OTEL_BLRP_SCHEDULE_DELAY: '60000', OTEL_METRIC_EXPORT_INTERVAL: '60000' };
/** The deadline of 2000 ms and 250 more; beyond it, what a busy machine needs. */
const LIMIT_MS = 2_250;
const SLACK_MS = 750;

const FAULTS: readonly (readonly [name: string, fault: AnyFault, protocol?: 'https'])[] = [
  ['hangs', { kind: 'hang' }],
  ['answers 503', { kind: 'status', status: 503 }],
  ['refuses', { kind: 'refuse' }],
  ['drips its answer', { kind: 'drip', everyMs: 100 }],
  ['stalls before a word is said', { kind: 'stall' }],
  ['stalls in the handshake of TLS', { kind: 'stall' }, 'https'],
];

describe('R13: a process that ends while the Collector', function () {
  this.timeout(40_000 + 20_000 * REPETITIONS);
  const certificate = makeCertificate('collector');
  after(() => certificate.remove());

  for (const [name, fault, protocol] of FAULTS)
    it(`${name} ends by itself, by process.exit and by SIGTERM within ${LIMIT_MS} ms, and ${SPANS + LOGS} of ${SPANS + LOGS} items wait`, async () => {
      for (let round = 0; round < REPETITIONS; round += 1)
        await Promise.all((['naturally', 'exit', 'stay'] as const).map((ending) => endIn(ending, fault, protocol && certificate)));
    });
});

async function endIn(ending: 'naturally' | 'exit' | 'stay', fault: AnyFault, certificate?: CertificateFiles): Promise<void> {
  const endOnce = async (sink: FaultSink) => {
    const spool = new SpoolFolder();
    await sink.set(fault);
    const secure = certificate && { OTEL_EXPORTER_OTLP_CERTIFICATE: certificate.cert };
    const env = { ...LATE, ...WITH_LEDGER, ...spool.env, ...secure };
    const app = startNumbered(sink, { spans: SPANS, logs: LOGS, ending, code: 4 }, { env });
    await app.printed(ending === 'stay' ? 'staying' : 'emitted');
    const startedMs = performance.now();
    if (ending === 'stay') app.child.kill('SIGTERM');
    const ended = await app.ended;
    const tookMs = (await app.exitedMs) - startedMs;
    const expected = { naturally: [0, null], exit: [4, null], stay: [null, 'SIGTERM'] }[ending];
    expect([ended.code, ended.signal], ended.stderr).to.deep.equal(expected);
    expect(tookMs, ending).to.be.lessThan(LIMIT_MS + SLACK_MS);
    const ledger = balancedLedger(ended.stderr);
    expect([ledger.traces.spooled, ledger.traces.dropped]).to.deep.equal([SPANS, {}]);
    expectNothingLost(sink, spool, app.made());
    figure('R13', `ends ${ending === 'stay' ? 'by SIGTERM' : ending === 'exit' ? 'by process.exit' : 'by itself'} after`, tookMs, 'ms');
    figure('R13', 'lost', SPANS + LOGS - ledger.traces.spooled - spool.lines().filter((body) => /^line \d/.test(body)).length, 'items');
    spool.remove();
  };
  await FaultSink.use(endOnce, certificate && { certificate });
}
