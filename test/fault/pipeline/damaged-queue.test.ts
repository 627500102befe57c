// R31: a queue that a disk has damaged never keeps the Collector from its work: it starts, says so, and what can be read is not lost.

import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { readQueue } from '../../../collector/queue/queue-file.ts';
import { SupervisedProcess } from '../../../stack/launcher/supervised-process.ts';
import { BACKENDS } from '../../../stack/processes/index.ts';
import { makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../../support/back-ends.ts';
import { CollectorRun } from '../../support/collector-run.ts';
import { figures } from '../../support/figures.ts';
import { waitFor } from '../../support/wait.ts';
import { FaultSink } from '../support/fault-sink.ts';
import { NumberedClient } from '../support/numbered-client.ts';
import { storesAt } from '../support/pipeline.ts';
import { cut, type Damage, FLIPS, flip, PAGE_BYTES, poisonWith } from '../support/queue-damage.ts';
import { seeded } from '../support/random.ts';
import { REPETITIONS, SEED } from '../support/repetitions.ts';
import { sideBySide } from '../support/side-by-side.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
const FILE = 'exporter_otlp_http_loki_logs';
const RANDOM_DAMAGES = REPETITIONS > 1 ? 50 : 2;
const READY_WITHIN_MS = 15_000;
const RECORDS = 1_000;

/** Ends the Collector with kill -9 while nothing takes its logs; gives its folder and what waits in it. */
async function makeQueue(): Promise<CollectorRun> {
  const nowhere = await FaultSink.open();
  await nowhere.close();
  const collector = await CollectorRun.start('single', { environment: storesAt(nowhere.endpoint) });
  const client = new NumberedClient(collector.otlpUrl, { perSecond: RECORDS });
  await waitFor('the records', () => client.made >= RECORDS, 20_000);
  await client.finish();
  await collector.kill();
  return collector;
}

/** Starts the Collector as the launcher does, on a copy of the queue that was harmed; gives what became of it. */
async function startOn(source: string, { harm }: Damage) {
  const stores = await FaultSink.open();
  const fresh = await makePlace();
  const place = { ...fresh, ports: { ...fresh.ports, loki: Number(new URL(stores.endpoint).port) } };
  const folder = join(place.data, 'collector', 'queue');
  cpSync(source, folder, { recursive: true });
  writeFileSync(join(folder, FILE), harm(readFileSync(join(folder, FILE))));
  const told: string[] = [];
  let starts = 0;
  const observer = {
    changed: (_: unknown, __: unknown, sentence: string) => told.push(sentence),
    spawned: () => (starts += 1),
    exited: () => {},
  };
  const collector = new SupervisedProcess(BACKENDS.collector.spec(place, await programsOf('collector')), place, observer);
  const startedMs = performance.now();
  try {
    await collector.start();
    const readyMs = performance.now() - startedMs;
    const client = new NumberedClient(`http://127.0.0.1:${place.ports.otlpHttp}`, { perSecond: 500 });
    await waitFor('new records', () => client.acknowledged.size >= 100, 10_000);
    await client.finish();
    await stores.until('what is new', ({ keys }) => [...client.acknowledged].every((key) => keys.call(stores.received, 'logs').has(key)));
    const setAside = readdirSync(folder).filter((name) => name.endsWith('.backup'));
    const readable = setAside.map((name) => readQueue(join(folder, name)).items.length);
    const restored =
      setAside.length > 0
        ? await restore(
            setAside.map((name) => join(folder, name)),
            stores.endpoint,
          )
        : '';
    const old = [...stores.received.keys('logs')].filter((key) => !client.acknowledged.has(key)).length;
    return { starts, readyMs, told, setAside, readable: readable.reduce((sum, count) => sum + count, 0), restored, old };
  } finally {
    await collector.stop(new AbortController().signal);
    await stores.close();
    fresh.remove();
  }
}

/** The step of the runbook. */
async function restore(files: string[], endpoint: string): Promise<string> {
  const env = { ...process.env, ...storesAt(endpoint) };
  return (await promisify(execFile)(process.execPath, [join(REPOSITORY, 'collector', 'queue', 'restore.ts'), ...files], { env })).stdout;
}

describe('R31: a damaged queue', function () {
  this.timeout(60_000 + RANDOM_DAMAGES * 5_000);
  let made: CollectorRun;
  let source: string;
  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    made = await makeQueue();
    source = join(made.data, 'collector', 'queue');
  });
  after(() => made?.remove());

  it(`cut off in 3 places or with both heads gone: ready within ${READY_WITHIN_MS / 1000} s at the first start, told, and all that can be read is restored`, async () => {
    const heads: Damage = { name: 'heads', harm: (queue) => queue.fill(0, 0, 2 * PAGE_BYTES) };
    const cases = [cut('100 bytes', 0.0001), cut('a page', 0.004), cut('a tenth', 0.1), heads];
    for (const [index, result] of (await sideBySide(cases, (each) => startOn(source, each), 2)).entries()) {
      const { name } = cases[index] as Damage;
      expect(result.starts, name).to.equal(1);
      expect(result.readyMs, name).to.be.at.most(READY_WITHIN_MS);
      expect(result.told[0], name).to.match(
        /^queue exporter_otlp_http_loki_logs is damaged \(.+\) and was set aside as .+\.backup: \d+ items can be read/,
      );
      expect(result.restored, name).to.contain(`${result.readable} items sent, 0 refused`);
      figures(`R31: ${name}`, { readyMs: result.readyMs, readable: result.readable, old: result.old });
    }
  });

  it('of length 0: ready at the first start, and told', async () => {
    const { starts, told } = await startOn(source, { name: 'empty', harm: () => Buffer.alloc(0) });
    expect(starts).to.equal(1);
    expect(told[0]).to.equal('queue exporter_otlp_http_loki_logs is empty: what waited in it is gone');
  });

  it('with a poison item: ready at the first start, the item is told, and all others are delivered', async () => {
    const { items } = readQueue(join(source, FILE));
    const all = items.length;
    const { starts, told, setAside, old } = await startOn(source, poisonWith(items[all - 2] as Buffer));
    expect(starts).to.equal(1);
    expect(setAside).to.deep.equal([]);
    expect(told[0]).to.match(new RegExp(`passed over: ${all - 1} items can be read, 1 can't$`));
    expect(old).to.equal((all - 1) * 10);
  });

  it(`with ${FLIPS} bits flipped, ${RANDOM_DAMAGES} times over: never 3 crashes in a row`, async () => {
    console.log(`      seed ${SEED}`);
    const cases = Array.from({ length: RANDOM_DAMAGES }, (_, index) => ({
      name: `flips ${index}`,
      harm: (queue: Buffer) => flip(queue, seeded(SEED + index)),
    }));
    const results = await sideBySide(cases, (each) => startOn(source, each), 2);
    expect(Math.max(...results.map(({ starts }) => starts))).to.be.at.most(3);
    expect(Math.max(...results.map(({ readyMs }) => readyMs))).to.be.at.most(READY_WITHIN_MS);
    for (const { setAside, told } of results) if (setAside.length > 0) expect(told.join()).to.contain('set aside');
    const setAside = results.filter((result) => result.setAside.length > 0);
    figures('R31: flips', {
      damages: results.length,
      setAside: setAside.length,
      leastReadable: Math.min(...setAside.map(({ readable }) => readable)),
      starts: Math.max(...results.map(({ starts }) => starts)),
    });
  });

  it('is set aside by the command of the runbook, which says what waits; --all sets aside a whole one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'peragus-queue-'));
    const check = (...args: string[]) => {
      const file = join(REPOSITORY, 'collector', 'queue', 'check.ts');
      return spawnSync(process.execPath, [file, ...args, folder], { encoding: 'utf8' });
    };
    try {
      cpSync(source, folder, { recursive: true });
      const well = check();
      expect([well.status, well.stderr]).to.deep.equal([0, '']);
      expect(well.stdout).to.contain(`${FILE}: ${readQueue(join(source, FILE)).items.length} items wait`);
      writeFileSync(join(folder, FILE), readFileSync(join(folder, FILE)).subarray(0, 10_000));
      const damaged = check();
      expect(damaged.status).to.equal(1);
      expect(damaged.stderr).to.match(new RegExp(`^queue ${FILE} is damaged`));
      expect(check('--all').status).to.equal(1);
      expect(readdirSync(folder).every((name) => name.endsWith('.backup'))).to.equal(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that crashes a Collector twice is set aside before the third start', async () => {
    const place = await makePlace();
    const queue = join(place.data, 'collector', 'queue', FILE);
    cpSync(source, join(place.data, 'collector', 'queue'), { recursive: true });
    // Stands in for a Collector that can't stand an item of its queue; none is known of 0.158.
    const script = `if [ -e ${queue} ]; then echo 'panic: at exporterhelper/internal/queuebatch' >&2; exit 2; fi; exec "$0" "$@"`;
    const { command, args, ...spec } = BACKENDS.collector.spec(place, await programsOf('collector'));
    let starts = 0;
    const observer = { changed: () => {}, spawned: () => (starts += 1), exited: () => {} };
    const collector = new SupervisedProcess({ ...spec, command: '/bin/sh', args: ['-c', script, command, ...args] }, place, observer);
    try {
      await collector.start();
      expect(starts).to.equal(3);
      expect(existsSync(queue), 'a new queue').to.equal(true);
      expect(
        readdirSync(join(place.data, 'collector', 'queue')).some((name) => name.startsWith(FILE) && name.endsWith('.backup')),
      ).to.equal(true);
    } finally {
      await collector.stop(new AbortController().signal);
      place.remove();
    }
  });
});
