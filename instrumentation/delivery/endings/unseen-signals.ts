// Hears signals for which the application has no listener, without a listener that the application could count, list or remove.
//
// Node starts a native handle for a signal when the first listener is added, and closes it when the last one is removed, by two
// listeners of its own on `newListener` and `removeListener`. Ours take their places: while the application has no listener the
// handle is one that calls us; as soon as it adds one, ours is closed and Node makes the application's, as if we weren't there.
// So nothing of ours is in the way of a listener of the application, and nobody else's removal can leave a signal unheard.

import { guarded } from '../../errors.ts';

export type Ending = 'SIGTERM' | 'SIGINT' | 'SIGHUP';
const ENDINGS: readonly Ending[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

type Listener = (type: string | symbol) => void;
/** Names of Node's own listeners, in Node 22 to 25; where they are called otherwise nothing is heard. */
const START = 'startListeningIfSignal';
const STOP = 'stopListeningIfSignal';

export interface Hearing {
  /** Gives the signal back: the next one does what it does by itself. */
  giveUp(signal: Ending): void;
}

/** Calls `heard` at each signal that the application doesn't listen to. Undefined where that can't be done without being seen. */
export function hearUnseen(heard: (signal: Ending) => void): Hearing | undefined {
  const start = nodesOwn('newListener', START);
  const stop = nodesOwn('removeListener', STOP);
  if (!start || !stop || process.platform === 'win32') return undefined;
  const given = new Set<Ending>();
  const hear = guarded('Hearing a signal', (signal: Ending) => {
    if (!given.has(signal) && !makeHandle(start, signal, () => heard(signal))) stop(signal);
  });
  // Under the names of those that they replace, which can be listed.
  replace('newListener', start, function startListeningIfSignal(type) {
    // Its first listener is added just after this: nobody listens yet, so Node closes our handle.
    if (isUnheard(type)) stop(type);
    start(type);
  });
  replace('removeListener', stop, function stopListeningIfSignal(type) {
    stop(type);
    if (isUnheard(type)) hear(type);
  });
  for (const signal of ENDINGS) if (isUnheard(signal)) hear(signal);
  return {
    giveUp(signal) {
      given.add(signal);
      stop(signal);
    },
  };
}

const isUnheard = (type: string | symbol): type is Ending => ENDINGS.includes(type as Ending) && process.listenerCount(type) === 0;

function nodesOwn(event: 'newListener' | 'removeListener', name: string): Listener | undefined {
  return process.rawListeners(event).find((listener) => listener.name === name) as Listener | undefined;
}

// Added before the other is removed: an event that is without a listener for a moment changes its place among the names of events.
function replace(event: 'newListener' | 'removeListener', old: Listener, by: Listener): void {
  process.on(event as 'newListener', by);
  process.removeListener(event, old);
}

// Node binds `process.emit` to the handle that it makes. False when it didn't: then the handle would swallow the signal.
function makeHandle(start: Listener, signal: Ending, heard: () => void): boolean {
  const own = Object.getOwnPropertyDescriptor(process, 'emit');
  let isBound = false;
  Object.defineProperty(process, 'emit', {
    configurable: true,
    get() {
      isBound = true;
      return heard;
    },
  });
  try {
    start(signal);
  } finally {
    if (own) Object.defineProperty(process, 'emit', own);
    else Reflect.deleteProperty(process, 'emit');
  }
  return isBound;
}
