// The queue by itself: bounded, several batches under way, nothing gone before it was answered, and the law at the end of each test.

import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import type { Attempt, LogItem } from '../../instrumentation/delivery/exporters/sender.ts';
import { ledger, type SignalLedger } from '../../instrumentation/delivery/ledger.ts';
import type { QueueTerms } from '../../instrumentation/delivery/queue/queue-terms.ts';
import { SendQueue } from '../../instrumentation/delivery/queue/send-queue.ts';
import type { Answer } from '../../instrumentation/delivery/transport/answers.ts';
import { waitFor } from '../support/wait.ts';

const HOUR_MS = 3_600_000;
const TAKEN: Answer = { kind: 'taken', rejected: 0 };
const GONE: Answer = { kind: 'later', reason: 'ECONNREFUSED' };
const BUSY: Answer = { kind: 'later', status: 503, reason: 'the Collector answered 503' };

interface Request {
  readonly items: readonly LogItem[];
  answer(answer: Answer, unreadable?: number): void;
  fail(error: Error): void;
  /** What the application was doing. */
  readonly within: string | undefined;
}
const application = new AsyncLocalStorage<string>();
const line = (body: string | number): LogItem => ({ severityText: 'info', body, attributes: {} }) as unknown as LogItem;
const bodiesOf = (items: readonly LogItem[]) => items.map(({ body }) => body);
const dropsOf = ({ dropped }: SignalLedger) => Object.values(dropped).reduce((sum, count) => sum + count, 0);
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('SendQueue', () => {
  let queue: SendQueue<LogItem>;
  let requests: Request[];
  let reports: (string | number)[];
  let before: SignalLedger;
  let handedOver: number;

  const start = (terms: Partial<QueueTerms> = {}) => {
    before = ledger.read().logs;
    [requests, reports, handedOver] = [[], [], 0];
    const send = (items: readonly LogItem[]) =>
      new Promise<Attempt>((resolve, reject) => {
        const answer = (answer: Answer, unreadable = 0) => resolve({ answer, unreadable, bytes: 1 });
        requests.push({ items, answer, fail: reject, within: application.getStore() });
      });
    queue = new SendQueue<LogItem>(
      { signal: 'logs', delayMs: HOUR_MS, itemsMax: 100, bytesMax: 10_000_000, batchMax: 10, flushMs: 1_000, ...terms },
      send,
      { dropped: (count) => reports.push(count), failed: (reason) => reports.push(reason) },
    );
  };
  const pushAll = (count: number, from = 0) => {
    for (let index = from; index < from + count; index += 1) queue.push(line(index));
  };
  const answerAll = async (answer: Answer) => {
    for (const request of requests.splice(0)) request.answer(answer);
    await settled();
  };
  const since = () => {
    const now = ledger.read().logs;
    const dropped: Record<string, number> = {};
    for (const [reason, count] of Object.entries(now.dropped)) {
      const added = count - (before.dropped[reason as keyof typeof before.dropped] ?? 0);
      if (added > 0) dropped[reason] = added;
    }
    return { emitted: now.emitted - before.emitted, delivered: now.delivered - before.delivered, dropped, queued: now.queued };
  };
  afterEach(async () => {
    const { emitted, delivered, spooled, queued } = ledger.read().logs;
    const dropped = dropsOf(ledger.read().logs) - dropsOf(before);
    expect(delivered - before.delivered + dropped + (spooled - before.spooled) + queued + handedOver).to.equal(emitted - before.emitted);
    ledger.delivered('logs', handedOver + queue.takeAll().length);
  });

  it('sends a batch as soon as it is full, and 4 at a time', async () => {
    start();
    pushAll(65);
    expect(requests.map(({ items }) => items.length)).to.deep.equal([10, 10, 10, 10]);
    await answerAll(TAKEN);
    expect(requests.map(({ items }) => items.length)).to.deep.equal([10, 10]);
    await answerAll(TAKEN);
    expect(since()).to.deep.equal({ emitted: 65, delivered: 60, dropped: {}, queued: 5 });
  });

  it('sends outside of what the application was doing', () => {
    start();
    application.run('a request', () => pushAll(10));
    expect([requests.length, requests[0]?.within]).to.deep.equal([1, undefined]);
  });

  it('sends what is fewer after the delay', async () => {
    start({ delayMs: 5 });
    pushAll(3);
    await waitFor('a request', () => requests.length > 0, 2_000, 1);
    expect(bodiesOf(requests[0]?.items ?? [])).to.deep.equal([0, 1, 2]);
  });

  it('keeps a batch that nobody took, and gives it out again with all the rest, in order', async () => {
    start();
    pushAll(25);
    requests[1]?.answer(BUSY);
    await settled();
    const items = queue.takeAll();
    handedOver = items.length;
    expect(bodiesOf(items)).to.deep.equal(Array.from({ length: 25 }, (_, index) => index));
    requests[0]?.answer(TAKEN);
    await settled();
    expect(since()).to.deep.equal({ emitted: 25, delivered: 0, dropped: {}, queued: 0 });
  });

  it('tries again one batch at a time until one is taken, then all', async () => {
    start();
    pushAll(30);
    await answerAll(GONE);
    await waitFor('the retry', () => requests.length > 0, 5_000, 1);
    expect(requests).to.have.lengthOf(1);
    await answerAll(TAKEN);
    expect(requests).to.have.lengthOf(2);
    await answerAll(TAKEN);
    expect(since()).to.deep.equal({ emitted: 30, delivered: 30, dropped: {}, queued: 0 });
  });

  it('drops the newest when it is full, counts them and tells of all once', async () => {
    start();
    pushAll(130);
    await settled();
    expect(since()).to.deep.include({ emitted: 130, dropped: { queue_full: 30 }, queued: 100 });
    expect(reports).to.deep.equal([30]);
    expect(bodiesOf(queue.takeAll()).at(-1)).to.equal(99);
    handedOver = 100;
  });

  it('is full by bytes as well', () => {
    start({ bytesMax: 1_000_000, batchMax: 100 });
    for (let count = 0; count < 50; count += 1) queue.push(line('x'.repeat(100_000)));
    expect(since().queued).to.be.within(9, 10);
  });

  it('gives the oldest to the disk when it is full, and keeps what the disk does not take', async () => {
    const kept: LogItem[] = [];
    let isWritable = true;
    const keep = (_signal: string, items: readonly unknown[]) => {
      if (!isWritable) return 0;
      kept.push(...(items as LogItem[]));
      ledger.spooled('logs', items.length);
      return items.length;
    };
    start({ spill: { keep } });
    pushAll(120);
    // 40 are under way.
    expect(bodiesOf(kept)).to.deep.equal(Array.from({ length: 20 }, (_, index) => index + 40));
    isWritable = false;
    pushAll(10, 120);
    expect(since()).to.deep.include({ emitted: 130, dropped: { queue_full: 10 } });
  });

  it('gives half of what it may hold to the disk while nobody answers', async () => {
    let spooled = 0;
    const keep = (_signal: string, items: readonly unknown[]) => {
      ledger.spooled('logs', items.length);
      spooled += items.length;
      return items.length;
    };
    start({ spill: { keep } });
    pushAll(80);
    await answerAll(GONE);
    expect([spooled, since().queued]).to.deep.equal([30, 50]);
  });

  it('spends half a second and then 5 % of its time on the disk while the receiver answers, and counts the rest', () => {
    const batchMs = 20;
    let batches = 0;
    const keep = (_signal: string, items: readonly unknown[]) => {
      const endMs = performance.now() + batchMs;
      while (performance.now() < endMs);
      batches += 1;
      ledger.spooled('logs', items.length);
      return items.length;
    };
    const startedMs = performance.now();
    start({ spill: { keep } });
    let pushed = 0;
    for (; performance.now() - startedMs < 1_000; pushed += 1) queue.push(line(pushed));
    const runMs = performance.now() - startedMs;
    expect(batches).to.be.within(500 / batchMs, (500 + runMs * 0.05) / batchMs + 1);
    expect(since()).to.deep.include({ emitted: pushed, dropped: { queue_full: pushed - batches * 10 - 100 } });
  });

  for (const [what, end] of [
    [
      'that the receiver finds too large',
      (request: Request, isBad: boolean) => request.answer(isBad ? { kind: 'refused', status: 413 } : TAKEN),
    ],
    ['that can’t be encoded', (request: Request, isBad: boolean) => (isBad ? request.fail(new Error('no')) : request.answer(TAKEN))],
  ] as const)
    it(`halves a batch ${what} until only the one record is missing`, async () => {
      start();
      pushAll(10);
      for (let round = 0; requests.length > 0 && round < 20; round += 1) {
        for (const request of requests.splice(0)) end(request, bodiesOf(request.items).includes(7));
        await settled();
      }
      expect(since().delivered).to.equal(9);
      expect(Object.values(since().dropped)).to.deep.equal([1]);
    });

  it('gives up a batch only when the receiver fails at it 5 times and takes others', async function () {
    this.timeout(60_000);
    start({ batchMax: 1 });
    pushAll(2);
    let fails = 0;
    let taken = 0;
    while (since().queued > 0) {
      await waitFor('a request', () => requests.length > 0, 20_000, 1);
      for (const request of requests.splice(0)) {
        const isBad = bodiesOf(request.items).includes(0);
        if (isBad) fails += 1;
        else taken += 1;
        // The other one is taken after the bad one has failed twice.
        request.answer(isBad || fails < 2 ? BUSY : TAKEN);
      }
      await settled();
    }
    expect([since().dropped, since().delivered]).to.deep.equal([{ rejected: 1 }, 1]);
    expect(fails).to.equal(5);
    expect(taken).to.be.greaterThan(0);
  });

  it('counts what was refused of a batch, and what could not be read', async () => {
    start();
    pushAll(10);
    requests[0]?.answer({ kind: 'taken', rejected: 3 }, 2);
    await settled();
    expect(since()).to.deep.equal({ emitted: 10, delivered: 5, dropped: { partial: 3, unreadable: 2 }, queued: 0 });
  });

  describe('flushed', () => {
    const isOver = async (flush: Promise<void>) => {
      let over = false;
      void flush.then(() => {
        over = true;
      });
      await settled();
      return over;
    };

    it('settles when all is taken, what came in meanwhile included, once', async () => {
      start();
      pushAll(3);
      const flush = queue.flush();
      pushAll(2, 3);
      await answerAll(TAKEN);
      expect(await isOver(flush)).to.equal(false);
      expect(bodiesOf(requests[0]?.items ?? [])).to.deep.equal([3, 4]);
      pushAll(1, 5);
      await answerAll(TAKEN);
      expect(await isOver(flush)).to.equal(true);
    });

    it('settles at once when it is empty, and when nobody is there', async () => {
      start();
      expect(await isOver(queue.flush())).to.equal(true);
      pushAll(3);
      const flush = queue.flush();
      await answerAll(GONE);
      expect(await isOver(flush)).to.equal(true);
      expect(since().queued).to.equal(3);
    });

    it('tries at once what waits for its next turn, and waits for a receiver that is busy for a moment', async () => {
      start();
      pushAll(10);
      for (let round = 0; round < 3; round += 1) {
        await waitFor('a request', () => requests.length > 0, 10_000, 1);
        await answerAll(BUSY);
      }
      const flush = queue.flush();
      expect(requests).to.have.lengthOf(1);
      await answerAll(TAKEN);
      expect(await isOver(flush)).to.equal(true);
    });

    it('does not wait for a receiver that asks for more time than there is', async () => {
      start();
      pushAll(10);
      await answerAll({ ...BUSY, afterMs: 30_000 });
      expect(await isOver(queue.flush())).to.equal(true);
      expect([requests.length, since().queued]).to.deep.equal([0, 10]);
    });
  });
});
