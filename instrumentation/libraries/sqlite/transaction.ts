// Transactions of better-sqlite3: a span around BEGIN, what the function runs, and COMMIT or ROLLBACK.

import { attempt, guarded } from '../../errors.ts';
import { type Histogram, histogram } from '../../signals/metrics.ts';
import { errorTypeOf, recordException, runIn, type Span, SpanKind, startWork } from '../../signals/spans.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';
import type { Connection } from './connection.ts';
import { withoutValues } from './failures.ts';
import { type Method, standIn } from './stand-in.ts';

const MODES = ['default', 'deferred', 'immediate', 'exclusive'] as const;
type Mode = (typeof MODES)[number];
const OPERATION = 'TRANSACTION';

/** A stand-in for `transaction`: the functions that it makes have spans, and the same properties as before. */
export function observeTransactions<D extends object>(original: Method, connectionOf: (database: D) => Connection | undefined): Method {
  return standIn(original, function (this: D, ...args: unknown[]) {
    const made = original.apply(this, args);
    return attempt('Observing a transaction', () => observeModes(made, connectionOf(this))) ?? made;
  });
}

function observeModes(made: Record<Mode, Method>, connection: Connection | undefined): Method {
  const observed = Object.fromEntries(MODES.map((mode) => [mode, observeMode(made[mode], mode, connection)])) as Record<Mode, Method>;
  const properties = Object.getOwnPropertyDescriptors(made) as unknown as Record<string, PropertyDescriptor>;
  for (const mode of MODES) properties[mode] = { ...properties[mode], value: observed[mode] };
  for (const name of ['name', 'length', 'prototype', 'arguments', 'caller']) delete properties[name];
  for (const mode of MODES) Object.defineProperties(observed[mode], properties);
  return observed.default;
}

function observeMode(original: Method, mode: Mode, connection: Connection | undefined): Method {
  return standIn(original, function (this: unknown, ...args: unknown[]) {
    const transaction = begin(mode, connection);
    if (!transaction) return original.apply(this, args);
    let result: unknown;
    try {
      result = runIn(transaction.context, () => original.apply(this, args));
    } catch (error) {
      end(transaction, { error });
      throw error;
    }
    end(transaction, undefined);
    return result;
  });
}

type Transaction = NonNullable<ReturnType<typeof begin>>;
let duration: Histogram | undefined;

const begin = (mode: Mode, connection: Connection | undefined) =>
  attempt('Starting the span of a transaction', () => ({
    // A transaction within another is a savepoint; the locks belong to the outer one.
    isOuter: connection?.isIdle() ?? true,
    ...startWork(SpanKind.INTERNAL, OPERATION, {
      [a.dbSystemName.key]: 'sqlite',
      [a.dbOperationName.key]: OPERATION,
      [a.sqliteTransactionMode.key]: mode,
      ...(connection?.namespace ? { [a.dbNamespace.key]: connection.namespace } : {}),
    }),
  }));

const end = guarded('Ending the span of a transaction', (transaction: Transaction, failure: { readonly error: unknown } | undefined) => {
  const span: Span = transaction.span;
  const labels: Record<string, string> = { [a.sqliteTransactionOutcome.key]: failure ? 'rollback' : 'commit' };
  span.setAttributes(labels);
  if (failure) {
    labels[a.errorType.key] = errorTypeOf(failure.error);
    recordException(span, withoutValues(failure.error));
  }
  span.end();
  if (!transaction.isOuter) return;
  duration ??= histogram(metric.sqliteTransactionDuration);
  duration.record((performance.now() - transaction.startedMs) / 1000, labels);
});
