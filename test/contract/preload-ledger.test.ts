// The ledger of delivery as telemetry: each count is a metric of the vocabulary, and peragus doctor shows what was dropped.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { deliveryMetric as m } from '../../instrumentation/vocabulary/domains/delivery.ts';
import { FaultSink } from '../fault/support/fault-sink.ts';
import { startNumbered } from '../fault/support/numbered-run.ts';
import { missingIn, strangersIn } from '../support/closed-world.ts';
import { runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';
import { waitFor } from '../support/wait.ts';

const CLI = join(import.meta.dirname, '../../dist/instrumentation/cli/peragus.js');
const SPANS = 40;

describe('the ledger', function () {
  this.timeout(60_000);

  it('is 6 metrics of the vocabulary, born at 0', async () => {
    const sink = new Sink();
    await runApp('lingers.mjs', { env: sendTo(await sink.listen()) });
    await sink.close();
    expect(missingIn(sink, m)).to.deep.equal([]);
    expect(strangersIn(sink)).to.deep.equal([]);
    const drops = sink.points.filter(({ metric }) => metric === m.telemetryDropped.name);
    expect(new Set(drops.map(({ attributes }) => attributes['peragus.signal'])).size).to.equal(3);
    expect(drops.every(({ value }) => value === 0)).to.equal(true);
  });

  it(`counts ${SPANS} rejected spans in a metric that began at 0, and peragus doctor says so with exit code 1`, async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'ledger-'));
    await FaultSink.use(async (sink) => {
      await sink.set({ kind: 'status', status: 400 }, 'traces');
      const app = startNumbered(sink, { spans: SPANS, ending: 'stay' }, { env: { TMPDIR: scratch } });
      const drops = () =>
        sink.received.points(m.telemetryDropped.name).filter(({ attributes }) => attributes['peragus.drop.reason'] === 'rejected');
      await sink.until('the drops', () => drops().some(({ value }) => value === SPANS));
      const [emitted] = sink.received.points(m.telemetryEmitted.name).filter(({ attributes }) => attributes['peragus.signal'] === 'traces');
      expect(emitted?.value).to.equal(SPANS);
      const env = { PATH: process.env.PATH, TMPDIR: scratch, OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint };
      const page = await waitFor(
        'the doctor to know',
        async () => {
          const answer = await promisify(execFile)(process.execPath, [CLI, 'doctor'], { env }).catch((error) => error);
          return String(answer.stdout).includes('dropped') && (answer as { code: number; stdout: string });
        },
        15_000,
        200,
      );
      expect(page.stdout).to.match(/✗ traces ledger +40 emitted, 0 delivered, 0 queued, 40 dropped \(rejected\)/);
      expect(page.code).to.equal(1);
      app.child.kill('SIGKILL');
      await app.ended;
    });
    rmSync(scratch, { recursive: true, force: true });
  });
});
