// The pages of a bbolt database as they lie on the disk, read without trusting a byte of them.
// The layout is that of internal/common of go.etcd.io/bbolt, which has kept version 2 of it since 2013.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const MAGIC = 0xed0cdaed;
const VERSION = 2;
const HEADER_BYTES = 16;
const ELEMENT_BYTES = 16;
const META_BYTES = 56;
const SMALLEST_PAGE_BYTES = 1024;
const LARGEST_PAGE_BYTES = SMALLEST_PAGE_BYTES << 14;
/** That of the operating system. */
const USUAL_PAGE_BYTES = 4096;
const BRANCH = 0x01;
const LEAF = 0x02;
const BUCKET = 0x01;

/** What is wrong, in words. */
export class DamageError extends Error {}

export interface Element {
  readonly key: Buffer;
  /** Of a leaf. */
  readonly value: Buffer;
  /** Where the value lies in the file. */
  readonly valueAt: number;
  /** Of a branch: the page below. */
  readonly page: number;
  readonly isBucket: boolean;
}

export interface Page {
  readonly isBranch: boolean;
  readonly elements: readonly Element[];
}

/** The newest meta page that is whole. */
interface Meta {
  readonly pageBytes: number;
  readonly rootPage: number | undefined;
  /** No page has this number or a higher one. */
  readonly endPage: number;
  readonly transaction: bigint;
}

/** See the first line of the file. */
export class BoltPages {
  /** Without a root when no meta page is whole: what is in the pages can still be read, one by one. */
  readonly meta: Meta;
  readonly #file: number;
  readonly #fileBytes: number;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.#fileBytes = fstatSync(this.#file).size;
    const pages = Math.ceil(this.#fileBytes / USUAL_PAGE_BYTES);
    this.meta = this.#newestMeta() ?? { pageBytes: USUAL_PAGE_BYTES, rootPage: undefined, endPage: pages, transaction: 0n };
  }

  close(): void {
    closeSync(this.#file);
  }

  /** @throws DamageError when it isn't a page of a tree, or its elements don't lie inside it in order. */
  read(page: number): Page {
    const { pageBytes, endPage } = this.meta;
    if (page < 2 || page >= endPage) throw new DamageError(`page ${page} is outside of the database`);
    const head = this.#bytes(page * pageBytes, HEADER_BYTES);
    const own = Number(head.readBigUInt64LE(0));
    if (own !== page) throw new DamageError(`page ${page} says that it is page ${own}`);
    const overflow = head.readUInt32LE(12);
    if (page + overflow >= endPage) throw new DamageError(`page ${page} is longer than the database`);
    return parsePage(this.#bytes(page * pageBytes, (overflow + 1) * pageBytes), `page ${page}`, page * pageBytes);
  }

  #newestMeta(): Meta | undefined {
    const metas: Meta[] = [];
    for (let bytes = SMALLEST_PAGE_BYTES; bytes <= LARGEST_PAGE_BYTES; bytes *= 2) {
      for (const at of metas.length === 0 ? [0, bytes] : [bytes]) {
        const meta = this.#metaAt(at + HEADER_BYTES);
        if (meta && !metas.some(({ transaction }) => transaction === meta.transaction)) metas.push(meta);
      }
    }
    const [newest] = metas.sort((one, other) => Number(other.transaction - one.transaction));
    return newest;
  }

  #metaAt(at: number): Meta | undefined {
    if (at + META_BYTES + 8 > this.#fileBytes) return undefined;
    const bytes = this.#bytes(at, META_BYTES + 8);
    if (bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== VERSION) return undefined;
    if (bytes.readBigUInt64LE(META_BYTES) !== fnv1a(bytes.subarray(0, META_BYTES))) return undefined;
    return {
      pageBytes: bytes.readUInt32LE(8),
      rootPage: Number(bytes.readBigUInt64LE(16)),
      endPage: Number(bytes.readBigUInt64LE(40)),
      transaction: bytes.readBigUInt64LE(48),
    };
  }

  #bytes(at: number, length: number): Buffer {
    if (at + length > this.#fileBytes) throw new DamageError(`the file ends at byte ${this.#fileBytes}, in the middle of the database`);
    const bytes = Buffer.allocUnsafe(length);
    readSync(this.#file, bytes, 0, length, at);
    return bytes;
  }
}

/** Reads a page, or a small bucket that lies inside another page; `start` is where it begins in the file. */
export function parsePage(bytes: Buffer, name: string, start: number): Page {
  if (bytes.length < HEADER_BYTES) throw new DamageError(`${name} is too short`);
  const flags = bytes.readUInt16LE(8);
  if (flags !== BRANCH && flags !== LEAF) throw new DamageError(`${name} is of no kind that a tree has`);
  const isBranch = flags === BRANCH;
  const elements: Element[] = [];
  const count = bytes.readUInt16LE(10);
  if (isBranch && count === 0) throw new DamageError(`${name} is a branch that leads nowhere`);
  for (let index = 0; index < count; index += 1) {
    const element = parseElement(bytes, HEADER_BYTES + index * ELEMENT_BYTES, isBranch, start);
    if (!element) throw new DamageError(`element ${index} of ${name} lies outside of it`);
    const before = elements.at(-1);
    if (before && Buffer.compare(before.key, element.key) >= 0) throw new DamageError(`the keys of ${name} are out of order`);
    elements.push(element);
  }
  return { isBranch, elements };
}

function parseElement(bytes: Buffer, at: number, isBranch: boolean, start: number): Element | undefined {
  if (at + ELEMENT_BYTES > bytes.length) return undefined;
  const keyAt = at + bytes.readUInt32LE(isBranch ? at : at + 4);
  const keyBytes = bytes.readUInt32LE(isBranch ? at + 4 : at + 8);
  const valueAt = keyAt + keyBytes;
  const end = valueAt + (isBranch ? 0 : bytes.readUInt32LE(at + 12));
  if (keyBytes === 0 || end > bytes.length) return undefined;
  return {
    key: bytes.subarray(keyAt, valueAt),
    value: bytes.subarray(valueAt, end),
    valueAt: start + valueAt,
    page: isBranch ? Number(bytes.readBigUInt64LE(at + 8)) : 0,
    isBucket: !isBranch && (bytes.readUInt32LE(at) & BUCKET) !== 0,
  };
}

function fnv1a(bytes: Buffer): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash;
}
