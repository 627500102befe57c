// Statements that give their rows one by one: the span lasts until the iterator is done, left or forgotten.

import { attempt } from '../../errors.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import { beginOperation, endOperation, failOperation, type Operation, type Rows } from './operation.ts';
import { replaceMethod } from './stand-in.ts';
import type { Target } from './target.ts';

interface Iteration {
  readonly operation: Operation;
  rows: number;
}

const GIVEN: Rows = { key: a.dbResponseReturnedRows.key, count: (iteration) => (iteration as Iteration).rows };

const open = new WeakMap<object, Iteration>();
const patched = new WeakSet<object>();
// An iterator that nobody finishes still gets its span.
const forgotten = new FinalizationRegistry<Iteration>((iteration) => endOperation(iteration.operation, GIVEN, iteration));

/** Runs `iterate` of a statement and gives its iterator, the very same object. */
export function observeIterator(target: Target | undefined, values: readonly unknown[], run: () => object): object {
  const operation = beginOperation(target, values);
  let iterator: object;
  try {
    iterator = run();
  } catch (error) {
    failOperation(operation, error);
    throw error;
  }
  if (operation)
    attempt('Watching an iterator', () => {
      operation.heldMs = performance.now() - operation.startedMs;
      patchOwnerOfNext(iterator);
      const iteration = { operation, rows: 0 };
      open.set(iterator, iteration);
      forgotten.register(iterator, iteration, iterator);
    });
  return iterator;
}

function patchOwnerOfNext(iterator: object): void {
  let owner: object | null = iterator;
  while (owner && !Object.hasOwn(owner, 'next')) owner = Object.getPrototypeOf(owner);
  if (!owner || patched.has(owner)) return;
  patched.add(owner);
  for (const name of ['next', 'return'])
    replaceMethod(
      owner,
      name,
      (original) =>
        ({
          step(this: object, ...args: unknown[]) {
            const iteration = open.get(this);
            if (!iteration) return original.apply(this, args);
            return observeStep(this, iteration, name === 'return', () => original.apply(this, args));
          },
        }).step,
    );
}

function observeStep(iterator: object, iteration: Iteration, isLast: boolean, run: () => { done?: boolean }): unknown {
  const { operation } = iteration;
  const startedMs = performance.now();
  let step: { done?: boolean };
  try {
    step = run();
  } catch (error) {
    close(iterator, iteration, startedMs);
    failOperation(operation, error);
    throw error;
  }
  if (isLast || step.done) {
    close(iterator, iteration, startedMs);
    endOperation(operation, GIVEN, iteration);
  } else {
    iteration.rows += 1;
    operation.heldMs = (operation.heldMs ?? 0) + performance.now() - startedMs;
  }
  return step;
}

function close(iterator: object, { operation }: Iteration, startedMs: number): void {
  operation.heldMs = (operation.heldMs ?? 0) + performance.now() - startedMs;
  open.delete(iterator);
  forgotten.unregister(iterator);
}
