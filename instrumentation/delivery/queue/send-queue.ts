// A bounded queue that sends in batches: an item leaves it when a receiver has taken or refused it, when the disk has it, or when there is no room.
//
// On its way in an item costs a comparison and a place in a list. The rest happens once for many items (`#look`), or when a batch
// is made or answered. Items that wait are in `#intake` (no batch yet), `#ready` or `#underWay`.

import { AsyncLocalStorage } from 'node:async_hooks';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { guarded, reasonOf, tellFailure } from '../../errors.ts';
import type { LogItem, Sender, SpanItem } from '../exporters/sender.ts';
import { ledger } from '../ledger.ts';
import { BackOff } from './back-off.ts';
import { type Batch, decideFate, decideUnreadable, type Fate, halvesOf, makeBatch } from './batch.ts';
import { Flushes } from './flushes.ts';
import { Intake } from './intake.ts';
import { noteOutcome } from './outcomes.ts';
import type { QueueReports, QueueTerms } from './queue-terms.ts';
import { sizeOfRecord } from './record-size.ts';
import { Relief } from './relief.ts';

/** Requests of one queue at a time. More than one, or a Collector that answers after 200 ms would limit a process to 2560 items a second. */
const UNDER_WAY_MAX = 4;
// Telemetry about telemetry would never end.
const OWN_TRAFFIC = suppressTracing(ROOT_CONTEXT);
// What the application keeps in its AsyncLocalStorage for one request must not live as long as a connection of ours.
const apart = AsyncLocalStorage.snapshot();

export class SendQueue<T extends SpanItem | LogItem> {
  readonly #terms: QueueTerms;
  readonly #sender: Sender<T>;
  readonly #reports: QueueReports;
  readonly #backOff = new BackOff();
  readonly #flushes: Flushes;
  readonly #intake: Intake<T>;
  readonly #relief: Relief<T>;
  #ready: Batch<T>[] = [];
  readonly #underWay = new Set<Batch<T>>();
  /** In batches. */
  #items = 0;
  #bytes = 0;
  #sequence = 0;
  #dropped = 0;
  // Node's timers know no failure of ours.
  readonly #onDue = guarded('Making a batch', () => this.#fallDue());
  readonly #onRetry = guarded('Sending a batch again', () => this.#goOn());
  #delay: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** When a batch was taken last; when the last attempt that failed began, and the last that nobody answered. */
  #takenMs = -1;
  #failedMs = -1;
  #unreachableMs = -1;

  constructor(terms: QueueTerms, sender: Sender<T>, reports: QueueReports) {
    this.#terms = terms;
    this.#sender = sender;
    this.#reports = reports;
    this.#flushes = new Flushes(terms.flushMs);
    this.#intake = new Intake(terms.batchMax);
    this.#relief = new Relief(terms.signal, terms.spill);
    ledger.heldBy(terms.signal, () => {
      this.#count();
      return this.#held;
    });
  }

  /** Takes one item, unless the queue is full. */
  push(item: T): void {
    const intake = this.#intake;
    if (intake.items.length < intake.mark) intake.items.push(item);
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
    const items = batches.flatMap((batch) => batch.items).concat(this.#intake.take());
    this.#underWay.clear();
    [this.#ready, this.#items, this.#bytes] = [[], 0, 0];
    clearTimeout(this.#delay);
    clearTimeout(this.#retry);
    this.#delay = undefined;
    this.#endFlushes();
    return items;
  }

  #look(item: T): void {
    const intake = this.#intake;
    if (!this.#hasRoom()) this.#makeRoom();
    if (!this.#hasRoom()) {
      this.#drop();
      return;
    }
    intake.look(item, this.#terms.itemsMax - this.#held);
    if (intake.isFull) {
      this.#close();
      this.#pump();
      if (this.#terms.spill && this.#backOff.isProbing) setImmediate(guarded('Relieving memory', () => this.#relieve())).unref();
    } else if (!intake.isDue) this.#delay ??= setTimeout(this.#onDue, this.#terms.delayMs).unref();
  }

  get #held(): number {
    return this.#items + this.#intake.items.length;
  }

  #hasRoom(): boolean {
    return this.#held < this.#terms.itemsMax && this.#bytes + this.#intake.largeBytes < this.#terms.bytesMax;
  }

  #makeRoom(): void {
    if (!this.#mayWrite) return;
    if (this.#ready.length === 0) this.#close();
    this.#oldestToDisk();
  }

  get #mayWrite(): boolean {
    return this.#relief.isOpen(this.#backOff.isProbing ? 'away' : 'answering');
  }

  // What the disk doesn't take stays.
  #oldestToDisk(): boolean {
    const [oldest] = this.#ready.toSorted((x, y) => x.sequence - y.sequence);
    if (!oldest || !this.#relief.keep(oldest)) return false;
    this.#ready.splice(this.#ready.indexOf(oldest), 1);
    this.#release(oldest);
    return true;
  }

  #drop(): void {
    const { signal } = this.#terms;
    ledger.emitted(signal, 1);
    ledger.dropped(signal, 'queue_full', 1);
    this.#dropped += 1;
    // The next one is looked at again; a burst is told once.
    if (this.#dropped === 1) setImmediate(guarded('Telling what was dropped', () => this.#tellDropped())).unref();
  }

  #tellDropped(): void {
    if (this.#dropped > 0) this.#reports.dropped(this.#dropped);
    this.#dropped = 0;
  }

  #fallDue(): void {
    this.#delay = undefined;
    this.#intake.isDue = true;
    this.#pump();
  }

  /** Makes a batch of what came in; gives the number of the last one. */
  #close(): number {
    this.#count();
    clearTimeout(this.#delay);
    this.#delay = undefined;
    const items = this.#intake.take();
    if (items.length > 0) {
      this.#sequence += 1;
      this.#items += items.length;
      this.#ready.push(makeBatch(items, this.#sequence));
    }
    return this.#sequence;
  }

  #count(): void {
    ledger.emitted(this.#terms.signal, this.#intake.countNew());
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
      if (this.#ready.length === 0 && this.#intake.isDue) this.#close();
      const batch = this.#ready.shift();
      if (!batch) break;
      apart(() => this.#send(batch)).catch((error: unknown) => tellFailure('Sending telemetry', error));
    }
    // What goes at once is gone before it matters how large it is.
    for (const batch of this.#ready) if (batch.bytes === 0) this.#weigh(batch);
    clearTimeout(this.#retry);
    if (waitMs > 0 && (this.#ready.length > 0 || this.#intake.isDue)) this.#retry = setTimeout(this.#onRetry, waitMs).unref();
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
      fate = decideFate(signal, batch, result, this.#takenMs);
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
      this.#failedMs = Math.max(this.#failedMs, batch.startedMs);
      if (fate.isUnreachable) this.#unreachableMs = Math.max(this.#unreachableMs, batch.startedMs);
      // Behind the others: a batch that makes a receiver fail must not stand before them.
      this.#ready.push(batch);
    } else {
      this.#backOff.succeeded(performance.now());
      if (fate.failure === undefined) this.#takenMs = performance.now();
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

  // In an outage the disk gets what memory should not fill up with, before an item on its way in has to wait for it.
  #relieve(): void {
    const { itemsMax, bytesMax } = this.#terms;
    if (!this.#backOff.isProbing) return;
    while (this.#items > itemsMax / 2 || this.#bytes > bytesMax / 2) {
      if (!this.#mayWrite || !this.#oldestToDisk()) return;
    }
  }
}
