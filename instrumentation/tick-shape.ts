// Keeps V8's hidden class of `process.nextTick`'s records alive, so that a garbage collection can't make nextTick slow for good.
//
// nextTick writes each record as a literal with computed keys, and V8 remembers the record's hidden class there by a weak reference.
// When a full collection comes while no record waits, the class goes, and from then on V8 takes the slow way: 0.4 to 1 µs instead of
// 0.06 µs, five to eight times a request. A preload moves the first full collection to such a moment.

import { createHook } from 'node:async_hooks';

let kept: object | undefined;

/** Keeps one record. Node 22 can't show one without a hook on every promise, and is left as it is. */
export function keepTickShape(): void {
  if (!canLeavePromisesAlone()) return;
  const once = {
    init(_id: number, type: string, _trigger: number, resource: object) {
      if (type === 'TickObject') kept ??= resource;
    },
    trackPromises: false,
  };
  const hook = createHook(once).enable();
  process.nextTick(() => kept);
  hook.disable();
}

// A hook on promises, however short, costs V8's faster `await` for the life of the process. Only who knows the option refuses this.
function canLeavePromisesAlone(): boolean {
  try {
    createHook({ trackPromises: 'unknown' } as object);
    return false;
  } catch {
    return true;
  }
}
