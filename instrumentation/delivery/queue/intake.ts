// What has come into a queue and is in no batch yet. An item costs a comparison and a place in a list; only some are looked at.

import type { LogItem, SpanItem } from '../exporters/sender.ts';
import { sizeOfRecord } from './record-size.ts';

/** From one look at what came in to the next. */
const LOOK_EVERY = 64;
/** A batch with items above the first size is made when it has the second: Collectors refuse requests of 20 MiB. */
const LARGE_ITEM_BYTES = 16_384;
const BATCH_BYTES_MAX = 4_194_304;

export class Intake<T extends SpanItem | LogItem> {
  readonly #itemsMax: number;
  items: T[] = [];
  /** Up to this length items are only put into the list; the next one is looked at. */
  mark = 0;
  /** Of the large ones that were looked at. */
  largeBytes = 0;
  /** Whether it has waited long enough. */
  isDue = false;
  #counted = 0;

  /** `itemsMax` is the size of a batch. */
  constructor(itemsMax: number) {
    this.#itemsMax = itemsMax;
  }

  /** Takes an item and looks at it; the queue has room for so many more. */
  look(item: T, room: number): void {
    const { items } = this;
    items.push(item);
    const bytes = sizeOfRecord(item);
    const isLarge = bytes > LARGE_ITEM_BYTES;
    if (isLarge) this.largeBytes += bytes;
    this.mark = isLarge ? items.length : Math.min(items.length + Math.min(LOOK_EVERY, room) - 1, this.#itemsMax - 1);
  }

  /** Whether a batch is to be made at once. */
  get isFull(): boolean {
    return this.items.length >= this.#itemsMax || this.largeBytes > BATCH_BYTES_MAX;
  }

  /** How many have come in since it was asked last. */
  countNew(): number {
    const count = this.items.length - this.#counted;
    this.#counted = this.items.length;
    return count;
  }

  /** Empties it. */
  take(): T[] {
    const { items } = this;
    this.items = [];
    this.mark = 0;
    this.largeBytes = 0;
    this.isDue = false;
    this.#counted = 0;
    return items;
  }
}
