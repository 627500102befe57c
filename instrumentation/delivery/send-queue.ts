// A bounded queue that sends in batches: an item leaves it when a receiver has taken or refused it, when the disk has it, or when there is no room.
//
// On its way in an item costs a comparison and a place in a list. The rest happens once for many items (`#look`), or when a batch
// is made or answered. Items that wait are in `#open` (no batch yet), `#ready` (batches, the oldest first) or `#underWay`.

import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { attempt, reasonOf, tellFailure } from '../errors.ts';
import { BackOff } from './back-off.ts';
import { type Batch, decideFate, decideUnreadable, type Fate, halvesOf } from './batch.ts';
import { Flushes } from './flushes.ts';
import { ledger } from './ledger.ts';
import { noteOutcome } from './outcomes.ts';
import type { QueueReports, QueueTerms } from './queue-terms.ts';
import { sizeOfRecord } from './record-size.ts';
import type { LogItem, Sender, SpanItem } from './sender.ts';
import type { Spill } from './spool/spill.ts';

/** Requests of one queue at a time. More than one, or a Collector that answers after 200 ms would limit a process to 2560 items a second. */
const UNDER_WAY_MAX = 4;
/** From one look at what came in to the next. */
const LOOK_EVERY = 64;
/** A batch with items above the first size is made when it has the second: Collectors refuse requests of 20 MiB. */
const LARGE_ITEM_BYTES = 16_384;
const BATCH_BYTES_MAX = 4_194_304;

// Telemetry about telemetry would never end.
const OWN_TRAFFIC = suppressTracing(ROOT_CONTEXT);

export class SendQueue<T extends SpanItem | LogItem> {
  readonly #terms: QueueTerms;
  readonly #sender: Sender<T>;
  readonly #reports: QueueReports;
  readonly #backOff = new BackOff();
  readonly #flushes: Flushes;
  #open: T[] = [];
  /** Length of `#open` at which the next item is looked at. */
  #mark = 0;
  /** Of `#open`: bytes of large items, and items that the ledger knows. */
  #largeBytes = 0;
  #counted = 0;
  #isDue = false;
  #ready: Batch<T>[] = [];
  readonly #underWay = new Set<Batch<T>>();
  /** In batches. */
  #items = 0;
  #bytes = 0;
  #sequence = 0;
  #dropped = 0;
  #delay: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** When the last attempt that failed began, and the last that nobody answered. */
  #failedMs = -1;
  #unreachableMs = -1;

  constructor(terms: QueueTerms, sender: Sender<T>, reports: QueueReports) {
    this.#terms = terms;
    this.#sender = sender;
    this.#reports = reports;
    this.#flushes = new Flushes(terms.flushMs);
    ledger.heldBy(terms.signal, () => {
      this.#count();
      return this.#items + this.#open.length;
    });
  }

  /** Takes one item, unless the queue is full. */
  push(item: T): void {
    if (this.#open.length < this.#mark) this.#open.push(item);
    else this.#look(item);
  }

  /** Sends everything that waits; settles when it was answered for good, or when there is no use in waiting. */
  flush(): Promise<void> {
    const over = this.#flushes.begin(this.#close());
    this.#goOn();
    return over;
  }

  /** Empties the queue, what is under way without an answer included. Whoever calls it counts what becomes of the items. */
  takeAll(): T[] {
    const batches = [...this.#underWay, ...this.#ready].sort((x, y) => x.sequence - y.sequence);
    this.#count();
    const items = batches.flatMap((batch) => batch.items).concat(this.#open);
    this.#underWay.clear();
    [this.#ready, this.#items, this.#bytes] = [[], 0, 0];
    this.#emptyOpen();
    clearTimeout(this.#retry);
    this.#endFlushes();
    return items;
  }

  #look(item: T): void {
    const { batchMax, itemsMax } = this.#terms;
    if (!this.#hasRoom()) this.#makeRoom();
    if (!this.#hasRoom()) {
      this.#drop();
      return;
    }
    this.#open.push(item);
    if (!this.#isDue) this.#delay ??= setTimeout(() => this.#fallDue(), this.#terms.delayMs).unref();
    const bytes = sizeOfRecord(item);
    const isLarge = bytes > LARGE_ITEM_BYTES;
    if (isLarge) this.#largeBytes += bytes;
    const { length } = this.#open;
    if (length >= batchMax || this.#largeBytes > BATCH_BYTES_MAX) {
      this.#ready.push(this.#makeBatch());
      this.#pump();
    } else this.#mark = isLarge ? length : Math.min(length + LOOK_EVERY - 1, batchMax - 1, itemsMax - this.#items);
  }

  #hasRoom(): boolean {
    const { itemsMax, bytesMax } = this.#terms;
    return this.#items + this.#open.length < itemsMax && this.#bytes + this.#largeBytes < bytesMax;
  }

  #makeRoom(): void {
    if (!this.#terms.spill) return;
    const oldest = this.#ready.shift() ?? (this.#open.length > 0 ? this.#makeBatch() : undefined);
    if (oldest) this.#toDisk(oldest, this.#terms.spill);
  }

  // What the disk doesn't take stays.
  #toDisk(batch: Batch<T>, spill: Spill): boolean {
    const { signal } = this.#terms;
    const kept = attempt('Writing to the spool', () => spill.keep(signal, batch.items)) ?? 0;
    if (kept === 0) {
      this.#ready.unshift(batch);
      return false;
    }
    ledger.dropped(signal, 'unreadable', batch.items.length - kept);
    this.#release(batch);
    return true;
  }

  #drop(): void {
    const { signal } = this.#terms;
    ledger.emitted(signal, 1);
    ledger.dropped(signal, 'queue_full', 1);
    this.#dropped += 1;
    // The next one is looked at again; a burst is told once.
    if (this.#dropped === 1) setImmediate(() => this.#tellDropped()).unref();
  }

  #tellDropped(): void {
    if (this.#dropped > 0) this.#reports.dropped(this.#dropped);
    this.#dropped = 0;
  }

  #fallDue(): void {
    this.#delay = undefined;
    this.#isDue = true;
    this.#pump();
  }

  #makeBatch(): Batch<T> {
    this.#count();
    const items = this.#open;
    this.#emptyOpen();
    this.#sequence += 1;
    this.#items += items.length;
    return { items, sequence: this.#sequence, bytes: 0, tries: 0, startedMs: 0 };
  }

  #count(): void {
    ledger.emitted(this.#terms.signal, this.#open.length - this.#counted);
    this.#counted = this.#open.length;
  }

  #emptyOpen(): void {
    clearTimeout(this.#delay);
    this.#delay = undefined;
    this.#isDue = false;
    [this.#open, this.#mark, this.#largeBytes, this.#counted] = [[], 0, 0, 0];
  }

  #release(batch: Batch<T>): void {
    this.#items -= batch.items.length;
    this.#bytes -= batch.bytes;
  }

  // One batch at a time shows whether a Collector that was away is back.
  #pump(): void {
    const most = this.#backOff.isProbing ? 1 : UNDER_WAY_MAX;
    const waitMs = this.#backOff.waitMs(performance.now());
    while (waitMs === 0 && this.#underWay.size < most) {
      const batch = this.#ready.shift() ?? (this.#isDue && this.#open.length > 0 ? this.#makeBatch() : undefined);
      if (!batch) break;
      this.#send(batch).catch((error) => tellFailure('Sending telemetry', error));
    }
    // What goes at once is gone before it matters how large it is.
    for (const batch of this.#ready) if (batch.bytes === 0) this.#weigh(batch);
    clearTimeout(this.#retry);
    if (waitMs > 0 && (this.#ready.length > 0 || this.#isDue)) this.#retry = setTimeout(() => this.#goOn(), waitMs).unref();
  }

  #weigh(batch: Batch<T>): void {
    for (const item of batch.items) batch.bytes += sizeOfRecord(item);
    this.#bytes += batch.bytes;
  }

  async #send(batch: Batch<T>): Promise<void> {
    const { signal } = this.#terms;
    this.#underWay.add(batch);
    batch.startedMs = performance.now();
    let fate: Fate;
    try {
      const result = await context.with(OWN_TRAFFIC, this.#sender, undefined, batch.items);
      if (!this.#underWay.delete(batch)) return;
      fate = decideFate(signal, batch, result);
    } catch (error) {
      if (!this.#underWay.delete(batch)) return;
      fate = decideUnreadable(signal, batch, reasonOf(error));
    }
    this.#settle(batch, fate);
    this.#goOn();
    this.#relieve();
  }

  #settle(batch: Batch<T>, fate: Fate): void {
    noteOutcome(this.#terms.signal, fate.failure);
    if (fate.kind === 'again') {
      this.#backOff.failed(performance.now(), fate.afterMs);
      this.#failedMs = batch.startedMs;
      if (fate.isUnreachable) this.#unreachableMs = batch.startedMs;
      this.#ready.push(batch);
      this.#ready.sort((x, y) => x.sequence - y.sequence);
    } else {
      this.#backOff.succeeded(performance.now());
      if (fate.kind === 'split') this.#ready.unshift(...halvesOf(batch));
      else this.#release(batch);
    }
    if (fate.failure !== undefined && fate.kind !== 'split') this.#reports.failed(fate.failure, fate.kind === 'gone');
  }

  #goOn(): void {
    // A flush tries at once what it has not tried yet.
    if (this.#flushes.isUntried(this.#failedMs)) this.#backOff.hurry();
    this.#pump();
    this.#endFlushes();
    // What came in while they waited.
    this.#pump();
  }

  #endFlushes(): void {
    const nowMs = performance.now();
    this.#flushes.end({
      isIdle: this.#underWay.size === 0,
      nextMs: nowMs + this.#backOff.waitMs(nowMs),
      unreachableMs: this.#unreachableMs,
      holdsUpTo: (last) => [...this.#underWay, ...this.#ready].some(({ sequence }) => sequence <= last),
      close: () => this.#close(),
    });
  }

  #close(): number {
    if (this.#open.length > 0) this.#ready.push(this.#makeBatch());
    return this.#sequence;
  }

  // In an outage the disk gets what memory should not fill up with, before an item on its way in has to wait for it.
  #relieve(): void {
    const { spill, itemsMax, bytesMax } = this.#terms;
    if (!spill || !this.#backOff.isProbing) return;
    while (this.#items > itemsMax / 2 || this.#bytes > bytesMax / 2) {
      const oldest = this.#ready.shift();
      if (!oldest || !this.#toDisk(oldest, spill)) return;
    }
  }
}
