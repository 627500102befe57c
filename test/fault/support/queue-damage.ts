// What a disk can do to a queue of the Collector.

import type { Random } from './random.ts';

/** Of the operating system, and so of bbolt. */
export const PAGE_BYTES = 4096;
export const FLIPS = 20;

export interface Damage {
  readonly name: string;
  harm(queue: Buffer): Buffer;
}

/** The file ends there. */
export const cut = (name: string, share: number): Damage => ({
  name: `cut to ${name}`,
  harm: (queue) => queue.subarray(0, Math.floor(queue.length * share)),
});

/** Bits in the first 40 bytes of pages, where bbolt keeps what holds the tree together, and anywhere. */
export function flip(queue: Buffer, random: Random): Buffer {
  for (let done = 0; done < FLIPS; done += 1) {
    const at = random.between(0, queue.length / PAGE_BYTES - 1) * PAGE_BYTES + random.between(0, random.pick([40, PAGE_BYTES - 1]));
    queue[at] = (queue[at] ?? 0) ^ (1 << random.between(0, 7));
  }
  return queue;
}

/** Makes an item of the queue unreadable wherever it lies, and leaves the database whole. */
export const poisonWith = (item: Buffer): Damage => ({
  name: 'poison',
  harm: (queue) => {
    for (let at = queue.indexOf(item); at !== -1; at = queue.indexOf(item, at + 1)) queue.fill(0xff, at, at + item.length);
    return queue;
  },
});
