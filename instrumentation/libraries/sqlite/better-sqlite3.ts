// better-sqlite3 11 to 13: its statements, pragmas and transactions.

import { basename } from 'node:path';
import { attempt } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { patchFile } from '../../hooks/module-hook.ts';
import { makeNotes } from '../../hooks/notes.ts';
import type { Connection } from './connection.ts';
import { observeIterator } from './iteration.ts';
import { observePrepared, observeStatement, ROWS } from './operation.ts';
import { nullsFor } from './parameters.ts';
import { switchRepeatedReads } from './repeated-reads.ts';
import { switchScanFinder } from './scan-finder.ts';
import { type Method, replaceMethod, standIn } from './stand-in.ts';
import { makeTarget, type Target } from './target.ts';
import { observeTransactions } from './transaction.ts';

/** The part of better-sqlite3 that is used; these files are the same from 7 to 13. */
interface Database {
  readonly name: string;
  readonly open: boolean;
  readonly inTransaction: boolean;
  readonly [LOGS]?: boolean;
}
interface Prepared {
  readonly source: string;
  readonly database: Database;
}
interface Wrappers {
  prepare: Method;
  exec: Method;
  getters: Record<string, unknown>;
}

/** Says on a database whether it has a `verbose` callback, which would be called for an EXPLAIN of ours as well. */
const LOGS = Symbol('logs statements');

export const betterSqlite3: Library = {
  name: 'better-sqlite3',
  connect({ sqlFinder }) {
    switchScanFinder(sqlFinder === 'on');
    switchRepeatedReads(sqlFinder === 'on');
    patchFile('better-sqlite3', { file: 'lib/util.js', apply: learnOptions });
    patchFile('better-sqlite3', { file: 'lib/methods/wrappers.js', apply: patchWrappers });
    // These prepare natively, perhaps before the application has prepared anything.
    for (const file of ['pragma', 'explain'])
      patchFile('better-sqlite3', { file: `lib/methods/${file}.js`, apply: (method: Method) => afterFirstStatement(method) });
    patchFile('better-sqlite3', {
      file: 'lib/methods/transaction.js',
      apply: (transaction: Method) => observeTransactions<Database>(afterFirstStatement(transaction), connectionOf),
    });
  },
};

// The constructor asks for these options, then reads `getters` to define them on the new database; nothing runs in between.
let logs = true;

function learnOptions(util: { getBooleanOption: Method }): void {
  replaceMethod(
    util,
    'getBooleanOption',
    (original) =>
      ({
        method(options: object, key: string) {
          if (key === 'fileMustExist') logs = mayLog(options);
          return original(options, key);
        },
      }).method,
  );
}

// Options that are more than a plain value count as logging: reading them once more could be noticed.
function mayLog(options: object): boolean {
  const own = Object.getOwnPropertyDescriptor(options, 'verbose');
  return own ? !('value' in own) || Boolean(own.value) : 'verbose' in options;
}

function patchWrappers(wrappers: Wrappers): void {
  const { getters } = wrappers;
  Object.defineProperty(wrappers, 'getters', {
    enumerable: true,
    configurable: true,
    get() {
      const described = { ...getters, [LOGS]: { value: logs } };
      logs = true;
      return described;
    },
  });
  prepare = wrappers.prepare;
  replaceMethod(
    wrappers,
    'prepare',
    (original) =>
      ({
        method(this: Database, ...args: unknown[]) {
          const statement = original.apply(this, args);
          patchStatements(this, Object.getPrototypeOf(statement));
          return statement;
        },
      }).method,
  );
  replaceMethod(
    wrappers,
    'exec',
    (original) =>
      ({
        method(this: Database, ...args: [string]) {
          const target = attempt('Reading a statement', () => makeTarget(args[0], connectionOf(this), undefined));
          return observeStatement(target, [], () => original.apply(this, args));
        },
      }).method,
  );
}

/** As they were before they were patched. */
let prepare: Method | undefined;
let all: Method | undefined;

const seen = new WeakSet<object>();
const patched = new WeakSet<object>();

function afterFirstStatement(original: Method): Method {
  return standIn(original, function (this: Database, ...args: unknown[]) {
    if (typeof this === 'object' && this !== null && !seen.has(this)) {
      try {
        patchStatements(this, Object.getPrototypeOf(prepare?.call(this, 'SELECT 1')));
      } catch {
        // A closed or busy database: the application's own call says so.
      }
    }
    return original.apply(this, args);
  });
}

function patchStatements(database: object, prototype: Record<string, Method>): void {
  seen.add(database);
  if (patched.has(prototype)) return;
  patched.add(prototype);
  all = prototype.all;
  for (const name of ['run', 'get', 'all'] as const)
    replaceMethod(prototype, name, (original) => observePrepared(original, ROWS[name], targetOf));
  replaceMethod(
    prototype,
    'iterate',
    (original) =>
      ({
        method(this: Prepared, ...values: unknown[]) {
          return observeIterator(targetOf(this), values, () => original.apply(this, values));
        },
      }).method,
  );
}

const targets = makeNotes<Target>();

function targetOf(statement: unknown): Target | undefined {
  if (typeof statement !== 'object' || statement === null) return undefined;
  return targets.get(statement) ?? attempt('Reading a statement', () => firstTargetOf(statement as Prepared));
}

function firstTargetOf(statement: Prepared): Target | undefined {
  const target = makeTarget(statement.source, connectionOf(statement.database), statement);
  if (target) targets.set(statement, target);
  return target;
}

const connections = new WeakMap<object, Connection>();

function connectionOf(database: Database | undefined): Connection | undefined {
  if (typeof database !== 'object' || database === null) return undefined;
  let connection = connections.get(database);
  if (!connection) {
    connection = {
      namespace: typeof database.name === 'string' ? basename(database.name) : undefined,
      isUnwatched: () => database[LOGS] === false,
      isIdle: () => database.open && !database.inTransaction,
      explain(sql) {
        const rows = all?.apply(prepare?.call(database, `EXPLAIN QUERY PLAN ${sql}`), nullsFor(sql)) as { detail: string }[];
        return rows.map(({ detail }) => detail);
      },
    };
    connections.set(database, connection);
  }
  return connection;
}
