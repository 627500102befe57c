// One queue of the Collector: the items that wait in it, and what is wrong with it.
//
// file_storage keeps a queue in one bbolt bucket: `qmv0` says which items wait, and each item lies under its number.

import { statSync } from 'node:fs';
import { BoltPages, DamageError, type Element, parsePage } from './bolt-pages.ts';
import { readAccount, readItem } from './queue-item.ts';

const BUCKET_NAME = 'default';
const STATE_KEY = 'qmv0';
/** Root page and sequence; a bucket without a root page lies right behind them. */
const BUCKET_HEAD_BYTES = 16;

export interface QueueContents {
  /** OTLP requests in protobuf, in the order in which they came. */
  readonly items: readonly Buffer[];
  /** Items that wait but can't be read. The Collector passes over them without a word. */
  readonly unreadable: number;
  /** What would end the Collector when it opens the file; empty when all is well. */
  readonly damage: readonly string[];
  /** The queue's account of what waits, and where it lies in the file. */
  readonly account: { readonly bytes: Buffer; readonly at: number } | undefined;
}

/** Reads what can be read. */
export function readQueue(path: string): QueueContents {
  // As the Collector makes it, and as a crash may leave it: it begins anew.
  if (statSync(path).size === 0) return { items: [], unreadable: 0, damage: [], account: undefined };
  const damage: string[] = [];
  const found = new Map<string, Element>();
  try {
    const pages = new BoltPages(path);
    try {
      const walk = new Walk(pages, damage);
      if (pages.meta.rootPage === undefined) damage.push('neither of its two meta pages is whole');
      const top = pages.meta.rootPage === undefined ? [] : [...walk.elements(pages.meta.rootPage)];
      const bucket = top.find(({ key, isBucket }) => isBucket && String(key) === BUCKET_NAME);
      if (bucket) for (const element of walk.bucket(bucket)) found.set(String(element.key), element);
      else if (top.length > 0) damage.push(`its bucket "${BUCKET_NAME}" is gone`);
      if (damage.length > 0)
        for (const element of walk.strays()) if (!found.has(String(element.key))) found.set(String(element.key), element);
    } finally {
      pages.close();
    }
  } catch (error) {
    damage.push(inWords(error));
  }
  const state = found.get(STATE_KEY);
  return { ...waiting(found, damage), damage, account: state && { bytes: state.value, at: state.valueAt } };
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

  *bucket({ value, valueAt }: Element): Generator<Element> {
    const root = value.length < BUCKET_HEAD_BYTES ? 0 : Number(value.readBigUInt64LE(0));
    if (root !== 0) yield* this.elements(root);
    else
      yield* this.#noted(() => parsePage(value.subarray(BUCKET_HEAD_BYTES), 'a small bucket', valueAt + BUCKET_HEAD_BYTES))?.elements ?? [];
  }

  /** Elements of all leaves below a page, whose keys must be at least `low` and below `high`. */
  *elements(page: number, low?: Buffer, high?: Buffer): Generator<Element> {
    const read = this.#noted(() => {
      if (this.#seen.has(page)) throw new DamageError(`page ${page} is in the tree twice`);
      this.#seen.add(page);
      return this.#pages.read(page);
    });
    if (!read) return;
    const { elements, isBranch } = read;
    const [first, last] = [elements[0]?.key, elements.at(-1)?.key];
    if ((low && first && Buffer.compare(low, first) > 0) || (high && last && Buffer.compare(last, high) >= 0)) {
      this.#damage.push(`page ${page} has keys that belong elsewhere`);
    }
    for (const [index, element] of elements.entries()) {
      if (isBranch) yield* this.elements(element.page, element.key, elements[index + 1]?.key ?? high);
      else yield element;
    }
  }

  /** Elements of leaves that the damaged tree doesn't lead to any more; among them may be such as were deleted a while ago. */
  *strays(): Generator<Element> {
    for (let page = 2; page < this.#pages.meta.endPage; page += 1) {
      if (this.#seen.has(page)) continue;
      try {
        const read = this.#pages.read(page);
        if (!read.isBranch) yield* read.elements;
      } catch {
        // Not the beginning of a leaf.
      }
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
function waiting(found: ReadonlyMap<string, Element>, damage: string[]): { items: Buffer[]; unreadable: number } {
  const state = found.get(STATE_KEY)?.value;
  const there = [...found.keys()].filter((key) => /^\d+$/.test(key)).map(BigInt);
  const account = state && readAccount(state);
  if (damage.length === 0 && !account && (state || there.length > 0)) damage.push('its account of what waits is gone');
  const items: Buffer[] = [];
  let unreadable = 0;
  for (const number of (damage.length === 0 && account ? account : there).sort((one, other) => (one < other ? -1 : 1))) {
    const item = readItem(found.get(String(number))?.value);
    if (item) items.push(item);
    else unreadable += 1;
  }
  return { items, unreadable };
}

const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error));
