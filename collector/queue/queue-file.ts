// One queue of the Collector: the items that wait in it, and what is wrong with it.
//
// file_storage keeps a queue in one bbolt bucket: `qmv0` says which items wait, and each item lies under its number.

import { statSync } from 'node:fs';
import { BoltPages, DamageError, type Element, parsePage } from './bolt-pages.ts';
import { readItem } from './queue-item.ts';

const BUCKET_NAME = 'default';
const STATE_KEY = 'qmv0';
/** Root page and sequence; a bucket without a root page lies right behind them. */
const BUCKET_HEAD_BYTES = 16;
/** bbolt's trees are a few pages deep: 50 is a loop. */
const DEEPEST = 50;

export interface QueueContents {
  /** OTLP requests in protobuf, in the order in which they came. */
  readonly items: readonly Buffer[];
  /** Items that wait but can't be read. The Collector passes over them without a word. */
  readonly unreadable: number;
  /** What would end the Collector when it opens the file; empty when all is well. */
  readonly damage: readonly string[];
}

/** Reads what can be read. */
export function readQueue(path: string): QueueContents {
  // As the Collector makes it, and as a crash may leave it: it begins anew.
  if (statSync(path).size === 0) return { items: [], unreadable: 0, damage: [] };
  const damage: string[] = [];
  const found = new Map<string, Buffer>();
  try {
    const pages = new BoltPages(path);
    try {
      const walk = new Walk(pages, damage);
      for (const bucket of walk.elements(pages.meta.rootPage)) {
        if (String(bucket.key) !== BUCKET_NAME || !bucket.isBucket) continue;
        for (const { key, value } of walk.bucket(bucket)) found.set(String(key), value);
      }
    } finally {
      pages.close();
    }
  } catch (error) {
    damage.push(inWords(error));
  }
  return { ...waiting(found, damage.length > 0), damage };
}

/** Goes through the tree; what is damaged is noted and left out. */
class Walk {
  readonly #pages: BoltPages;
  readonly #damage: string[];
  readonly #seen = new Set<number>();

  constructor(pages: BoltPages, damage: string[]) {
    this.#pages = pages;
    this.#damage = damage;
  }

  *bucket({ value }: Element): Generator<Element> {
    const root = value.length < BUCKET_HEAD_BYTES ? 0 : Number(value.readBigUInt64LE(0));
    if (root !== 0) yield* this.elements(root);
    else yield* this.#noted(() => parsePage(value.subarray(BUCKET_HEAD_BYTES), 'a small bucket'))?.elements ?? [];
  }

  *elements(page: number, depth = 0): Generator<Element> {
    const read = this.#noted(() => {
      if (this.#seen.has(page) || depth > DEEPEST) throw new DamageError(`page ${page} is in the tree twice`);
      this.#seen.add(page);
      return this.#pages.read(page);
    });
    if (!read) return;
    for (const element of read.elements) {
      if (read.isBranch) yield* this.elements(element.page, depth + 1);
      else yield element;
    }
  }

  #noted<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.#damage.push(inWords(error));
      return undefined;
    }
  }
}

/** What waits, by the queue's own account; in a damaged file everything that is there, because the account may be old or gone. */
function waiting(found: ReadonlyMap<string, Buffer>, isDamaged: boolean): { items: Buffer[]; unreadable: number } {
  const state = found.get(STATE_KEY);
  const numbers = !isDamaged && state ? numbersIn(state) : [...found.keys()].filter((key) => /^\d+$/.test(key)).map(BigInt);
  const items: Buffer[] = [];
  let unreadable = 0;
  for (const number of numbers.sort((one, other) => (one < other ? -1 : 1))) {
    const item = readItem(found.get(String(number)));
    if (item) items.push(item);
    else unreadable += 1;
  }
  return { items, unreadable };
}

/** Numbers of the items that wait or were under way: fields 3, 4 and 5 of PersistentMetadata, all of 8 bytes. */
function numbersIn(state: Buffer): bigint[] {
  let [read, write] = [0n, 0n];
  const underWay: bigint[] = [];
  for (let at = 0; at < state.length; ) {
    const tag = state[at] ?? 0;
    if (tag >> 3 === 5 && (tag & 7) === 2) {
      const end = at + 2 + (state[at + 1] ?? 0);
      for (let each = at + 2; each + 8 <= end && each + 8 <= state.length; each += 8) underWay.push(state.readBigUInt64LE(each));
      at = end;
      continue;
    }
    if ((tag & 7) !== 1 || at + 9 > state.length) break;
    const value = state.readBigUInt64LE(at + 1);
    if (tag >> 3 === 3) read = value;
    else if (tag >> 3 === 4) write = value;
    else if (tag >> 3 === 5) underWay.push(value);
    at += 9;
  }
  /** More can't wait in the largest file; a damaged account must not make a list without end. */
  const MOST = 10_000_000n;
  for (let number = read; number < write && number < read + MOST; number += 1n) underWay.push(number);
  return underWay;
}

const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error));
