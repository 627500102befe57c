// R26: a disk that is full, read-only, forbidden or gone: the application notices nothing, what fits memory is delivered from there, the rest is counted.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { runApp } from '../support/run-app.ts';
import { SpoolFolder } from '../support/spool.ts';
import { waitFor } from '../support/wait.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, complaintsIn, sumOf, WITH_LEDGER } from './support/ledger-line.ts';
import { startNumbered } from './support/numbered-run.ts';

const SPANS = 6000;
const QUEUE = 1000;
const isRoot = process.getuid?.() === 0;
const LATE = { OTEL_BSP_SCHEDULE_DELAY: '60000', OTEL_BLRP_SCHEDULE_DELAY: '60000' };

/** A file system of its own in memory. */
function mountSmall(options: string): { readonly folder: string; unmount(): void } | undefined {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'peragus-disk-')));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    unmount() {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Runs through an outage with this spool; the sink comes back before the end. Everything is delivered or counted. */
async function runThroughOutage(spoolDir: string, duringOutage: () => void = () => {}) {
  return FaultSink.use(async (sink) => {
    await sink.set({ kind: 'refuse' });
    const env = {
      ...WITH_LEDGER,
      OTEL_BSP_MAX_QUEUE_SIZE: String(QUEUE),
      OTEL_METRIC_EXPORT_INTERVAL: '60000',
      PERAGUS_SPOOL_DIR: spoolDir,
    };
    const app = startNumbered(sink, { spans: SPANS, perSecond: 6000, ending: 'stay' }, { env });
    await waitFor('half of it', () => app.made().spans > SPANS / 2, 10_000);
    duringOutage();
    await app.printed('staying');
    await sink.heal();
    await sink.until('what waits in memory', (received) => received.unique('traces') > 0, 30_000);
    app.child.kill('SIGTERM');
    const ended = await app.ended;
    expect(ended.signal).to.equal('SIGTERM');
    expect(ended.stdout).to.include(`"spans":${SPANS}`);
    return { ledger: balancedLedger(ended.stderr), sink, ended };
  });
}

describe('R26: a spool on a disk', function () {
  this.timeout(60_000);

  it(`with room for 64 kB falls back to memory: ${SPANS} spans are delivered, in the spool or counted`, async function () {
    const disk = mountSmall('size=64k');
    if (!disk) return this.skip();
    try {
      const { ledger, sink, ended } = await runThroughOutage(disk.folder);
      expect(ledger.traces.dropped.queue_full ?? 0).to.be.greaterThan(0);
      expect(Object.keys(ledger.traces.dropped)).to.deep.equal(['queue_full']);
      expect(complaintsIn(ended.stderr).filter((line) => line.includes('PERAGUS-009'))).to.have.lengthOf(1);
      const { spooled, replayed, dropped } = ledger.traces;
      expect(sink.received.unique('traces') + sumOf(dropped) + spooled - replayed).to.equal(SPANS);
      figure(
        'R26',
        'lost and not counted on a full disk',
        SPANS - sink.received.unique('traces') - sumOf(dropped) - spooled + replayed,
        'spans',
      );
      figure('R26', 'counted as queue_full there', sumOf(dropped), 'spans');
    } finally {
      disk.unmount();
    }
  });

  it('that is read-only falls back to memory, and to a sender that is waited for at the end', async function () {
    const disk = mountSmall('ro');
    if (!disk) return this.skip();
    try {
      await runThroughOutage(disk.folder);
      await FaultSink.use(async (sink) => {
        const env = { ...LATE, ...WITH_LEDGER, PERAGUS_SPOOL_DIR: disk.folder };
        const ended = await startNumbered(sink, { spans: 300, ending: 'exit', code: 3 }, { env }).ended;
        expect(ended.code).to.equal(3);
        expect(sink.received.unique('traces')).to.equal(300);
        expect(balancedLedger(ended.stderr).traces).to.deep.include({ delivered: 300, spooled: 0 });
        figure('R26', 'lost of 300 at process.exit, read-only', 300 - sink.received.unique('traces'), 'spans');
      });
    } finally {
      disk.unmount();
    }
  });

  it('that is forbidden to this user (EACCES) falls back as well', async function () {
    // Root may do everything, so the application runs as somebody else.
    if (!isRoot) return this.skip();
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'peragus-forbidden-')));
    const node = join(folder, 'node-as-nobody');
    writeFileSync(node, `#!/bin/sh\nexec setpriv --reuid=65534 --regid=65534 --clear-groups "${process.execPath}" "$@"\n`);
    chmodSync(node, 0o755);
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'spool'), { mode: 0o755 });
    await FaultSink.use(async (sink) => {
      const env = { ...LATE, OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint, PERAGUS_SPOOL_DIR: join(folder, 'spool') };
      const ended = await runApp('last-moments.mjs', { env, node, args: ['exit', '50'] });
      expect(ended.code, ended.stderr).to.equal(5);
      expect(complaintsIn(ended.stderr)).to.have.lengthOf(1);
      expect(ended.stderr).to.match(/PERAGUS-009 Telemetry could not be kept in .* \(Error: EACCES/);
      expect(sink.received.unique('traces')).to.equal(51);
      figure('R26', 'lost of 51 where writing is forbidden', 51 - sink.received.unique('traces'), 'spans');
    });
    rmSync(folder, { recursive: true });
  });

  it('whose folder is deleted under it makes it again, and the application goes on', async () => {
    const spool = new SpoolFolder();
    const { ended } = await runThroughOutage(spool.folder, () => {
      expect(spool.files().length).to.be.greaterThan(0);
      rmSync(spool.folder, { recursive: true });
    });
    expect(complaintsIn(ended.stderr).filter((line) => !line.includes('PERAGUS-006'))).to.deep.equal([]);
    expect(spool.files().length).to.be.greaterThan(0);
    spool.remove();
  });
});
