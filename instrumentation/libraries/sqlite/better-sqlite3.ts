// better-sqlite3: a span and a duration for each statement that runs, without its values.

import { basename } from 'node:path';
import { attempt, guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { patchFile } from '../../hooks/module-hook.ts';
import { describeStatement, type Statement } from '../../privacy/sql.ts';
import { type Histogram, histogram } from '../../signals/metrics.ts';
import { errorTypeOf, recordException, type Span, SpanKind, startWork } from '../../signals/spans.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';

/** The part of better-sqlite3 that is used; its wrappers file is the same from 7 to 13. */
interface Database {
  readonly name?: string;
}
interface NativeStatement {
  readonly source: string;
  readonly database: Database;
}
type Method = (this: never, ...args: unknown[]) => unknown;
interface Wrappers {
  prepare(this: Database, sql: string): NativeStatement;
  exec(this: Database, sql: string): unknown;
}

const RUN_METHODS = ['run', 'get', 'all', 'iterate'] as const;
/** Statement shapes remembered; an application that builds SQL text by hand must not fill the memory. */
const SHAPES_MAX = 2000;

export const betterSqlite3: Library = {
  name: 'better-sqlite3',
  connect() {
    patchFile('better-sqlite3', {
      file: 'lib/methods/wrappers.js',
      apply(wrappers: Wrappers) {
        const { prepare, exec } = wrappers;
        let patched = false;
        wrappers.prepare = function (sql) {
          const statement = prepare.call(this, sql);
          if (!patched) {
            patched = true;
            patchStatements(Object.getPrototypeOf(statement));
          }
          return statement;
        };
        wrappers.exec = function (sql) {
          return observed(sql, this, () => exec.call(this, sql), rowsOfNone);
        };
      },
    });
  },
};

function patchStatements(prototype: Record<string, Method>): void {
  for (const name of RUN_METHODS) {
    const original = prototype[name];
    if (!original) continue;
    prototype[name] = function (this: NativeStatement, ...args: unknown[]) {
      const call = () => original.apply(this as never, args);
      return name === 'iterate' ? observedIterator(this, call) : observed(this.source, this.database, call, ROWS[name]);
    };
  }
}

const rowsOfNone = () => undefined;
const ROWS: Readonly<Record<'run' | 'get' | 'all', (result: unknown) => number | undefined>> = {
  run: rowsOfNone,
  get: (result) => (result === undefined ? 0 : 1),
  all: (result) => (Array.isArray(result) ? result.length : undefined),
};

interface Operation {
  readonly span: Span;
  readonly statement: Statement;
  readonly startedMs: number;
}

function observed<T>(sql: string, database: Database | undefined, call: () => T, rowsOf: (result: T) => number | undefined): T {
  const operation = begin(sql, database);
  try {
    const result = call();
    end(operation, rowsOf(result));
    return result;
  } catch (error) {
    end(operation, undefined, error);
    throw error;
  }
}

// The rows come later, one by one; the span lasts until the iterator is done or left.
function observedIterator(statement: NativeStatement, call: () => unknown): unknown {
  const operation = begin(statement.source, statement.database);
  let iterator: IterableIterator<unknown>;
  try {
    iterator = call() as IterableIterator<unknown>;
  } catch (error) {
    end(operation, undefined, error);
    throw error;
  }
  let rows = 0;
  let isOpen = true;
  const close = (error?: unknown) => {
    if (!isOpen) return;
    isOpen = false;
    end(operation, rows, error);
  };
  const next = iterator.next.bind(iterator);
  const leave = iterator.return?.bind(iterator);
  return Object.assign(iterator, {
    next() {
      try {
        const step = next();
        if (step.done) close();
        else rows += 1;
        return step;
      } catch (error) {
        close(error);
        throw error;
      }
    },
    return(value?: unknown) {
      close();
      return leave ? leave(value) : { done: true, value };
    },
  });
}

const shapes = new Map<string, Statement>();
let duration: Histogram | undefined;

const begin = (sql: string, database: Database | undefined): Operation | undefined =>
  attempt('Starting the span of a statement', () => open(sql, database));

function open(sql: string, database: Database | undefined): Operation {
  let statement = shapes.get(sql);
  if (!statement) {
    statement = describeStatement(sql);
    if (shapes.size < SHAPES_MAX) shapes.set(sql, statement);
  }
  const file = database?.name;
  const { span } = startWork(SpanKind.CLIENT, statement.summary, {
    ...labelsOf(statement),
    [a.dbQueryText.key]: statement.text,
    [a.dbQuerySummary.key]: statement.summary,
    ...(file ? { [a.dbNamespace.key]: basename(file) } : {}),
  });
  return { span, statement, startedMs: performance.now() };
}

const end = guarded('Ending the span of a statement', (operation: Operation | undefined, rows: number | undefined, error?: unknown) => {
  if (!operation) return;
  const { span, statement, startedMs } = operation;
  duration ??= histogram(metric.dbClientOperationDuration);
  const labels = labelsOf(statement);
  if (error !== undefined) {
    labels[a.errorType.key] = errorTypeOf(error);
    recordException(span, error);
  }
  if (rows !== undefined) span.setAttribute(a.dbResponseReturnedRows.key, rows);
  duration.record((performance.now() - startedMs) / 1000, labels);
  span.end();
});

function labelsOf({ operation, table }: Statement): Record<string, string> {
  return { [a.dbSystemName.key]: 'sqlite', [a.dbOperationName.key]: operation, ...(table ? { [a.dbCollectionName.key]: table } : {}) };
}
