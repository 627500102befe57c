// Faults of the process: a loop that blocks, a heap that fills, exceptions that nobody catches, lines that are new, many or missing.

import { getHeapStatistics } from 'node:v8';

const every = (ms, work) => {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
};

/** Stands still for `forMs`, again and again. */
export function blocks({ forMs, everyMs }) {
  return every(everyMs, () => {
    const until = performance.now() + forMs;
    while (performance.now() < until);
  });
}

/** Objects that fill so much of the heap's limit; wants --expose-gc. */
async function hold(share) {
  const held = [];
  const limit = getHeapStatistics().heap_size_limit;
  const isFull = () => getHeapStatistics().used_heap_size >= share * limit;
  const isFullOfLivingThings = () => {
    if (isFull()) globalThis.gc();
    return isFull();
  };
  while (!isFullOfLivingThings()) {
    held.push(Array.from({ length: 1000 }, (_, index) => ({ index, text: `${held.length}-${index}` })));
    if (held.length % 20 === 0) await new Promise(setImmediate);
  }
  return held;
}

export async function fillsHeap({ share }) {
  const held = await hold(share);
  return () => {
    held.length = 0;
    globalThis.gc();
  };
}

/** Collects a heap that is half full again and again: nearer to its limit V8 would end a process for that. */
export async function collects({ everyMs }) {
  const held = await hold(0.5);
  const stop = every(everyMs, () => globalThis.gc());
  return () => {
    stop();
    held.length = 0;
  };
}

export function throws({ afterMs }) {
  setTimeout(() => {
    throw new RangeError('nobody catches this');
  }, afterMs);
  return () => {};
}

/** Errors of a class that nobody has seen. */
export function logsNewError({ times }) {
  class ProofError extends Error {
    name = 'ProofError';
  }
  for (let each = 0; each < times; each += 1) console.error('could not', new ProofError(`number ${each}`));
  return () => {};
}

export function logsErrors({ everyMs }) {
  return every(everyMs, () => console.error(new Error('one of many')));
}

/** Writes lines from now on; the end of this is silence. */
export function talks({ everyMs }) {
  return every(everyMs, () => console.log('still here'));
}
