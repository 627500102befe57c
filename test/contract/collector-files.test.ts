// What lies in files reaches the stores: lines of programs that aren't instrumented, and the machine's own numbers beside them.

import { appendFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hostMetric, type Metric } from '../../instrumentation/vocabulary/index.ts';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { openStoreSink, type StoreSink } from '../support/store-sink.ts';

const ARRIVES_WITHIN_MS = 15_000;
const LINES_AFTER_KILL = 50;

describe('a Collector beside programs that are not instrumented', function () {
  this.timeout(30_000);
  let stores: StoreSink;
  let collector: CollectorRun;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'peragus-logs-')));
  const file = join(folder, 'program.log');
  const bodies = () => stores.sink.logs.map(({ body }) => body);

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    stores = await openStoreSink();
    const files = { PERAGUS_LOG_FILES: join(folder, '*.log'), PERAGUS_LOG_FILES_START: 'beginning', PERAGUS_LOG_FILES_SERVICE: 'legacy' };
    const host = { PERAGUS_HOST_METRICS: 'on', PERAGUS_HOST_NAME: 'this-machine' };
    const more = ['yaml:receivers::host_metrics::collection_interval: 1s'];
    collector = await CollectorRun.start('single', { environment: { ...stores.environment, ...files, ...host }, more });
  });
  after(async () => {
    await collector?.remove();
    await stores?.sink.close();
    rmSync(folder, { recursive: true });
  });

  it('takes 4 lines with the severity that they name, the format of containers unpacked, secrets masked', async () => {
    const packed = { log: 'packed debug line\n', stream: 'stdout', time: '2026-01-02T03:04:05.678901234Z' };
    const lines = ['[ERROR] no disk password=hunter2', 'WARN: late', 'plain text, nothing else', JSON.stringify(packed)];
    appendFileSync(file, `${lines.join('\n')}\n`);
    await stores.sink.until('4 lines', ({ logs }) => logs.length === lines.length, ARRIVES_WITHIN_MS);
    const told = Object.fromEntries(stores.sink.logs.map(({ body, severityText }) => [body, severityText]));
    expect(told).to.deep.equal({
      '[ERROR] no disk password=****': 'ERROR',
      'WARN: late': 'WARN',
      'plain text, nothing else': 'INFO',
      'packed debug line': 'DEBUG',
    });
    expect(stores.sink.logs[0]?.resource).to.include({ 'service.name': 'legacy' });
    expect(stores.sink.logs[0]?.attributes).to.include({ 'log.file.path': file });
  });

  it(`goes on where it was after kill -9: ${LINES_AFTER_KILL} of ${LINES_AFTER_KILL} lines that were written meanwhile, none of before again`, async () => {
    await collector.kill();
    const written = Array.from({ length: LINES_AFTER_KILL }, (_, line) => `meanwhile ${line}`);
    appendFileSync(file, `${written.join('\n')}\n`);
    await collector.restart();
    const arrived = () => written.every((line) => bodies().includes(line));
    await stores.sink.until('all lines', arrived, ARRIVES_WITHIN_MS);
    expect(bodies().filter((body) => body === 'WARN: late')).to.have.length(1);
  });

  it('cuts a line of 200 KB into pieces that Loki takes, and loses none of it', async () => {
    appendFileSync(file, `${'y'.repeat(200_000)}\n`);
    const pieces = () => bodies().filter((body) => /^y+$/.test(String(body)));
    await stores.sink.until('all pieces', () => pieces().join('').length === 200_000, ARRIVES_WITHIN_MS);
    expect(Math.max(...pieces().map((piece) => String(piece).length))).to.be.at.most(65_536);
  });

  it('tells processors, load, memory, paging, disks, network and file systems of the machine', async () => {
    const wanted = ['system.cpu.time', 'system.cpu.load_average.1m', 'system.memory.usage', 'system.network.io', 'system.filesystem.usage'];
    await stores.sink.until(
      'host metrics',
      ({ points }) => wanted.every((name) => points.some(({ metric }) => metric === name)),
      ARRIVES_WITHIN_MS,
    );
  });

  const HOST: readonly Metric[] = Object.values(hostMetric);
  it(`tells the ${HOST.length} metrics of the machine that alerts read under their names, units and attributes`, async () => {
    const pointsOf = ({ name }: Metric) => stores.sink.points.filter(({ metric }) => metric === name);
    await stores.sink.until('host metrics', () => HOST.every((entry) => pointsOf(entry).length > 0), ARRIVES_WITHIN_MS);
    for (const entry of HOST) {
      for (const { unit, attributes } of pointsOf(entry)) {
        expect(unit, entry.name).to.equal(entry.unit);
        expect(Object.keys(attributes), entry.name).to.have.members(entry.attributes.map(({ key }) => key));
      }
    }
  });
});
