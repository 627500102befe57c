// What a process could not deliver, and never will because it doesn't start again, is collected from its spool, once.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { findFreePort } from '../support/free-ports.ts';
import { sendTo, startApp } from '../support/run-app.ts';
import { SpoolFolder } from '../support/spool.ts';
import { openStoreSink, type StoreSink } from '../support/store-sink.ts';
import { waitFor } from '../support/wait.ts';

const ITEMS = 600;
/** Small queues: the process writes a file whenever one is full. */
const QUEUE_ITEMS = '100';
const ARRIVES_WITHIN_MS = 20_000;
const SWEEP = join(import.meta.dirname, '..', '..', 'collector', 'sweep-spool.sh');
/** The beginning by which a file receiver tells files apart when nobody says otherwise. */
const USUAL_FINGERPRINT_BYTES = 1_000;
const LONG_RESOURCE = Array.from({ length: 12 }, (_, index) => `a.part${index}=${'x'.repeat(150)}`).join(',');

describe('the spool of processes that are gone', function () {
  this.timeout(60_000);
  let stores: StoreSink;
  let collector: CollectorRun;
  const spool = new SpoolFolder();
  const collect = join(realpathSync(mkdtempSync(join(tmpdir(), 'peragus-collect-'))), 'spool');
  const ids = () => stores.sink.spans.map(({ spanId }) => spanId);
  const lines = () => stores.sink.logs.filter(({ body }) => String(body).startsWith('line '));
  const sweep = (minutes: number) => spawnSync(SWEEP, [spool.folder, collect, String(minutes)], { encoding: 'utf8' });

  /** Runs an application to its end that sends to an address, and makes spans and lines. */
  const runApp = async (endpoint: string, items: number) => {
    const args = [JSON.stringify({ spans: items, logs: items, perSecond: 1_000, ending: 'exit', seed: 1 })];
    const env = {
      ...sendTo(endpoint),
      ...spool.env,
      OTEL_RESOURCE_ATTRIBUTES: LONG_RESOURCE,
      PERAGUS_FLUSH_DEADLINE: '500',
      OTEL_BSP_MAX_QUEUE_SIZE: QUEUE_ITEMS,
      OTEL_BLRP_MAX_QUEUE_SIZE: QUEUE_ITEMS,
    };
    return startApp('numbered.mjs', { args, env }).ended;
  };

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    stores = await openStoreSink();
    // Nobody listens where the application sends.
    await runApp(`http://127.0.0.1:${await findFreePort()}`, ITEMS);
    await waitFor(
      'all of it to wait',
      () => spool.spans().length === ITEMS && spool.files().every(({ state }) => state === 'waiting'),
      ARRIVES_WITHIN_MS,
    );
    collector = await CollectorRun.start('single', { environment: { ...stores.environment, PERAGUS_SPOOL_COLLECT_DIR: collect } });
  });
  after(async () => {
    await collector?.remove();
    await stores?.sink.close();
    spool.remove();
    rmSync(join(collect, '..'), { recursive: true, force: true });
  });

  it('is left alone while a process could still send it', () => {
    const before = spool.files().length;
    expect(before).to.be.greaterThan(4);
    const beginnings = spool.files().map(({ text }) => text.slice(0, USUAL_FINGERPRINT_BYTES));
    expect(new Set(beginnings).size, 'they begin alike').to.equal(2);
    expect(sweep(15)).to.include({ status: 0, stderr: '' });
    expect(spool.files()).to.have.length(before);
  });

  it(`reaches the stores: ${ITEMS} of ${ITEMS} spans and ${ITEMS} of ${ITEMS} lines out of files that begin alike, each once`, async () => {
    expect(sweep(0)).to.include({ status: 0, stderr: '' });
    expect(spool.files()).to.have.length(0);
    await stores.sink.until('all spans', () => new Set(ids()).size === ITEMS, ARRIVES_WITHIN_MS);
    await stores.sink.until('all lines', () => lines().length >= ITEMS, ARRIVES_WITHIN_MS);
    expect(ids()).to.have.length(ITEMS);
    expect(lines()).to.have.length(ITEMS);
    const own = await collector.metrics();
    expect(own.sum('otelcol_receiver_accepted_spans_total', { receiver: 'otlp_json_file/traces' })).to.equal(ITEMS);
    expect(own.sum('otelcol_receiver_refused_spans_total')).to.equal(0);
  });

  it('is not sent again by a restart of the Collector, nor by a late start of the same service', async () => {
    await collector.restart();
    await runApp(collector.otlpUrl, 1);
    // The last to be sent is what the new process made.
    await stores.sink.until('the new span', () => new Set(ids()).size === ITEMS + 1, ARRIVES_WITHIN_MS);
    expect(ids()).to.have.length(ITEMS + 1);
    expect(readdirSync(collect).length).to.be.greaterThan(4);
  });
});
