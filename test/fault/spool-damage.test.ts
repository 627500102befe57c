// R27: a spool that was cut, bit-flipped or tampered with: every intact record is delivered once, the rest is set aside and counted; two processes never send the same.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DropReason } from '../../instrumentation/delivery/ledger.ts';
import { sealLine } from '../../instrumentation/delivery/spool/lines.ts';
import { sendFile } from '../../instrumentation/delivery/spool/send-file.ts';
import { SpoolStore } from '../../instrumentation/delivery/spool/store.ts';
import { figure } from '../support/figures.ts';
import { sendTo, startApp } from '../support/run-app.ts';
import { SpoolFolder } from '../support/spool.ts';
import { waitFor } from '../support/wait.ts';
import { FaultSink } from './support/fault-sink.ts';
import { balancedLedger, WITH_LEDGER } from './support/ledger-line.ts';
import { startNumbered } from './support/numbered-run.ts';
import { seeded } from './support/random.ts';
import { REPETITIONS, SEED } from './support/repetitions.ts';

const LINES = 10;
const RECORDS = 20;

/** A request with numbered spans. */
const requestOf = (line: number) => {
  const spans = Array.from({ length: RECORDS }, (_, at) => ({ name: `span ${line} ${at}`, note: 'grüße {"}]\\' }));
  return { body: JSON.stringify({ resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] }), count: RECORDS };
};
const WHOLE = Array.from({ length: LINES }, (_, line) => sealLine(requestOf(line))).join('');
const BODIES = new Set(Array.from({ length: LINES }, (_, line) => requestOf(line).body));

interface Told {
  readonly bodies: string[];
  delivered: number;
  readonly lost: Partial<Record<DropReason, number>>;
}

/** Writes a file with these bytes, sends all there is, and tells what became of it. */
async function sendDamaged(folder: string, bytes: Buffer): Promise<Told> {
  const store = new SpoolStore([folder], 1e9);
  const name = store.write('traces', WHOLE, LINES * RECORDS);
  writeFileSync(join(folder, name), bytes);
  const told: Told = { bodies: [], delivered: 0, lost: {} };
  for (const file of store.list().filter((each) => store.isFree(each))) {
    const claim = store.claim(file);
    if (!claim) throw new Error('nobody else is here');
    await sendFile(store, claim, {
      async send(_signal, body) {
        told.bodies.push(body);
        return { kind: 'taken', rejected: 0 };
      },
      async pause() {},
      delivered: (_signal, count) => {
        told.delivered += count;
      },
      lost: (_signal, reason, count) => {
        told.lost[reason] = (told.lost[reason] ?? 0) + count;
      },
    });
  }
  return told;
}

describe('R27: a file of the spool', () => {
  const cases = 200 * REPETITIONS;
  const whole = Buffer.from(WHOLE);
  const intactBefore = (at: number) => whole.subarray(0, at).toString('latin1').split('\n').length - 1;

  it(`cut at ${cases} random places delivers every line before the cut, and counts the rest`, async () => {
    const spool = new SpoolFolder();
    const random = seeded(SEED);
    console.log(`      seed ${SEED}`);
    for (let round = 0; round < cases; round += 1) {
      const at = random.between(0, whole.length - 2);
      const { bodies, delivered, lost } = await sendDamaged(spool.folder, whole.subarray(0, at));
      // A cut that takes the line's end alone leaves the line whole.
      const intact = whole[at] === 0x0a ? intactBefore(at) + 1 : intactBefore(at);
      expect(bodies.every((body) => BODIES.has(body))).to.equal(true);
      expect([bodies.length, delivered], `cut at ${at}`).to.deep.equal([intact, intact * RECORDS]);
      expect(lost.spool_damaged ?? 0).to.equal((LINES - intact) * RECORDS);
      figure('R27', 'intact records not delivered, cut', intact * RECORDS - delivered);
    }
    expect(spool.files().filter(({ state }) => state !== 'damaged')).to.deep.equal([]);
    spool.remove();
  });

  it(`with one of ${cases} random bits flipped delivers all lines but at most 2, none of them changed, and sets the others aside`, async () => {
    const spool = new SpoolFolder();
    const random = seeded(SEED + 1);
    for (let round = 0; round < cases; round += 1) {
      const at = random.between(0, whole.length - 1);
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] as number) ^ (1 << random.between(0, 7));
      const { bodies, delivered, lost } = await sendDamaged(spool.folder, flipped);
      expect(
        bodies.every((body) => BODIES.has(body)),
        `bit of byte ${at}`,
      ).to.equal(true);
      expect(new Set(bodies).size)
        .to.equal(bodies.length)
        .and.within(LINES - 2, LINES - 1);
      expect(delivered + (lost.spool_damaged ?? 0)).to.equal(LINES * RECORDS);
      figure('R27', 'lost and not counted, a bit flipped', LINES * RECORDS - delivered - (lost.spool_damaged ?? 0), 'records');
      figure('R27', 'lines of 10 set aside, a bit flipped', LINES - bodies.length);
    }
    expect(spool.files().every(({ state }) => state === 'damaged')).to.equal(true);
    spool.remove();
  });

  it('that is foreign or empty is set aside, never sent, and stops nothing', async () => {
    const spool = new SpoolFolder();
    for (const text of ['', '\n\n', 'not JSON\n', '{"resourceSpans":[]}\n', '\0'.repeat(5000), `${requestOf(1).body}\n`]) {
      const { bodies, lost } = await sendDamaged(spool.folder, Buffer.from(text));
      expect([bodies, lost]).to.deep.equal([[], { spool_damaged: LINES * RECORDS }]);
    }
    spool.remove();
  });
});

const LATE = { OTEL_BSP_SCHEDULE_DELAY: '60000', OTEL_BLRP_SCHEDULE_DELAY: '60000' };

/** Leaves `SPANS` spans in the spool. */
async function leave(spool: SpoolFolder, spans: number): Promise<void> {
  await FaultSink.use(async (sink) => {
    await sink.set({ kind: 'refuse' });
    await startNumbered(sink, { spans, ending: 'exit' }, { env: { ...LATE, ...spool.env } }).ended;
  });
}

describe('R27: the spool of a service', function () {
  this.timeout(40_000);
  const SPANS = 2000;

  it(`is sent by the next start of the service: ${SPANS} of ${SPANS} spans, each once, though two processes start on it at a time`, async () => {
    const spool = new SpoolFolder();
    await leave(spool, SPANS);
    expect(spool.spans()).to.have.lengthOf(SPANS);
    await FaultSink.use(async (sink) => {
      const env = { ...sendTo(sink.endpoint), ...WITH_LEDGER, ...spool.env };
      const apps = [startApp('lives.mjs', { env, args: ['20000'] }), startApp('lives.mjs', { env, args: ['20000'] })];
      await sink.until('all spans', (received) => received.unique('traces') === SPANS);
      await waitFor('an empty spool', () => spool.files().length === 0, 5_000);
      for (const app of apps) app.child.kill('SIGTERM');
      const ledgers = await Promise.all(apps.map(async (app) => balancedLedger((await app.ended).stderr)));
      expect(sink.received.duplicates('traces')).to.equal(0);
      expect(ledgers.reduce((sum, ledger) => sum + ledger.traces.replayed, 0)).to.equal(SPANS);
      figure('R27', 'sent twice by two processes', sink.received.duplicates('traces'), 'spans');
    });
    spool.remove();
  });

  it('with a cut and a flipped file starts, delivers what is intact, and counts the damaged in the ledger', async () => {
    const spool = new SpoolFolder();
    await leave(spool, SPANS);
    const [file] = spool.files().filter(({ signal }) => signal === 'traces');
    if (!file) throw new Error('no file of spans');
    const bytes = readFileSync(file.path);
    bytes[bytes.indexOf('\n') + 50] ^= 4;
    writeFileSync(file.path, bytes.subarray(0, bytes.length - 10));
    await FaultSink.use(async (sink) => {
      const app = startApp('lives.mjs', { env: { ...sendTo(sink.endpoint), ...WITH_LEDGER, ...spool.env } });
      await waitFor('the files to be sent or set aside', () => spool.files().every(({ state }) => state === 'damaged'), 15_000);
      app.child.kill('SIGTERM');
      const { traces } = balancedLedger((await app.ended).stderr);
      expect(traces.dropped).to.deep.equal({ spool_damaged: SPANS - sink.received.unique('traces') });
      expect(sink.received.unique('traces')).to.equal(SPANS - 2 * 200);
      expect(traces.replayed).to.equal(SPANS - 2 * 200);
    });
    spool.remove();
  });

  it('goes on where a process that was sending it was killed: every span arrives', async () => {
    const spool = new SpoolFolder();
    await leave(spool, SPANS);
    await FaultSink.use(async (sink) => {
      await sink.set({ kind: 'hang' });
      const env = { ...sendTo(sink.endpoint), ...spool.env };
      const first = startApp('lives.mjs', { env });
      await waitFor('a claim', () => spool.files().some(({ state }) => state === 'claimed'), 10_000);
      first.child.kill('SIGKILL');
      await first.ended;
      await sink.heal();
      const second = startApp('lives.mjs', { env });
      await sink.until('all spans', (received) => received.unique('traces') === SPANS);
      second.child.kill('SIGKILL');
      await second.ended;
    });
    spool.remove();
  });
});
