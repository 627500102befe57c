// Runs a function of a client library for an owner and tells it how the function settled; the application gets the very same outcome.

import { attempt } from '../../errors.ts';

export interface Outcome {
  done(result: unknown): void;
  fail(error: unknown): void;
}

/** Runs `work`; a promise is followed by one of its own, so that a rejection nobody handles is as unhandled as before. */
export function follow(work: () => unknown, { done, fail }: Outcome): unknown {
  let result: unknown;
  try {
    result = work();
  } catch (error) {
    attempt('Ending an AI operation', () => fail(error));
    throw error;
  }
  if (!(result instanceof Promise)) return result;
  return result.then(
    (value) => {
      attempt('Ending an AI operation', () => done(value));
      return value;
    },
    (error) => {
      attempt('Ending an AI operation', () => fail(error));
      throw error;
    },
  );
}

type Anything = (this: unknown, ...args: unknown[]) => unknown;

const replaced = new WeakSet<object>();

/** Puts `make(original)` in the original's place, once: two names may stand for one class. Name and length stay. */
export function replaceFunction(owner: Record<string, unknown>, name: string, make: (original: Anything) => Anything): void {
  const original = owner[name];
  if (typeof original !== 'function' || replaced.has(original)) return;
  const ours = make(original as Anything);
  replaced.add(ours);
  for (const key of ['name', 'length'])
    Object.defineProperty(ours, key, Object.getOwnPropertyDescriptor(original, key) ?? { configurable: true });
  const descriptor = Object.getOwnPropertyDescriptor(owner, name);
  if (descriptor && 'value' in descriptor && descriptor.configurable) Object.defineProperty(owner, name, { ...descriptor, value: ours });
  else owner[name] = ours;
}
