// node:sqlite, patched when the application loads it: statements of databases, prepared statements and tag stores.

import { basename } from 'node:path';
import { attempt } from '../../errors.ts';
import { whenBuiltinLoads } from '../../hooks/builtin-hook.ts';
import type { Library } from '../../hooks/library.ts';
import { makeNotes } from '../../hooks/notes.ts';
import type { Connection } from './connection.ts';
import { observeIterator } from './iteration.ts';
import { observePrepared, observeStatement, ROWS } from './operation.ts';
import { switchRepeatedReads } from './repeated-reads.ts';
import { switchScanFinder } from './scan-finder.ts';
import { type Method, replaceMethod } from './stand-in.ts';
import { makeTarget, type Target } from './target.ts';

interface Database {
  readonly isOpen?: boolean;
  readonly isTransaction?: boolean;
  location?(): string | null;
}
interface Classes {
  readonly DatabaseSync: { readonly prototype: Record<string, Method> };
  readonly StatementSync: { readonly prototype: Record<string, Method> };
}
const METHODS = ['run', 'get', 'all', 'iterate'] as const;

export const nodeSqlite: Library = {
  name: 'node-sqlite',
  connect({ sqlFinder }) {
    switchScanFinder(sqlFinder === 'on');
    switchRepeatedReads(sqlFinder === 'on');
    whenBuiltinLoads('node:sqlite', patchClasses);
  },
};

/** As they were before they were patched. */
let prepare: Method | undefined;
let all: Method | undefined;

const targets = makeNotes<Target>();
const connections = new WeakMap<object, Connection>();
const stores = new WeakMap<object, Connection | undefined>();
const patchedStores = new WeakSet<object>();
/** Databases with an authorizer: it would be asked for an EXPLAIN of ours as well. */
const authorized = new WeakSet<object>();

function patchClasses({ DatabaseSync, StatementSync }: Classes): void {
  prepare = DatabaseSync.prototype.prepare;
  all = StatementSync.prototype.all;
  patchDatabases(DatabaseSync.prototype);
  for (const name of ['run', 'get', 'all'] as const)
    replaceMethod(StatementSync.prototype, name, (original) => observePrepared(original, ROWS[name], targetOf));
  replaceMethod(
    StatementSync.prototype,
    'iterate',
    (original) =>
      ({
        method(this: object, ...values: unknown[]) {
          return observeIterator(targetOf(this), values, () => original.apply(this, values));
        },
      }).method,
  );
}

function patchDatabases(prototype: object): void {
  replace(prototype, 'exec', (database, args, run) => observeStatement(targetFor(args[0], connectionOf(database), undefined), [], run));
  replace(prototype, 'prepare', (database, args, run) => {
    const statement = run() as object;
    keep(statement, targetFor(args[0], connectionOf(database), statement));
    return statement;
  });
  replace(prototype, 'setAuthorizer', (database, args, run) => {
    if (typeof args[0] === 'function') authorized.add(database);
    return run();
  });
  // Missing in Node 22.
  replace(prototype, 'createTagStore', (database, _args, run) => {
    const store = run() as object;
    stores.set(store, connectionOf(database));
    patchStores(Object.getPrototypeOf(store));
    return store;
  });
}

function replace(prototype: object, name: string, around: (self: Database, args: readonly unknown[], run: () => unknown) => unknown): void {
  replaceMethod(
    prototype,
    name,
    (original) =>
      ({
        method(this: Database, ...args: unknown[]) {
          return around(this, args, () => original.apply(this, args));
        },
      }).method,
  );
}

function targetOf(statement: unknown): Target | undefined {
  if (typeof statement !== 'object' || statement === null) return undefined;
  return targets.get(statement) ?? strangerOf(statement);
}

// Prepared before we were here.
function strangerOf(statement: object & { readonly sourceSQL?: unknown }): Target | undefined {
  const target = attempt('Reading a statement', () => makeTarget(statement.sourceSQL, undefined, statement));
  keep(statement, target);
  return target;
}

function keep(statement: object, target: Target | undefined): void {
  if (target) targets.set(statement, target);
}

const targetFor = (sql: unknown, connection: Connection | undefined, statement: object | undefined): Target | undefined =>
  attempt('Reading a statement', () => makeTarget(sql, connection, statement));

// A tag store prepares and keeps its statements natively; their text is the template with ? between its strings.
function patchStores(prototype: object): void {
  if (patchedStores.has(prototype)) return;
  patchedStores.add(prototype);
  for (const name of METHODS)
    replaceMethod(
      prototype,
      name,
      (original) =>
        ({
          method(this: object, ...args: unknown[]) {
            const [strings, ...values] = args;
            const run = () => original.apply(this, args);
            if (!Array.isArray(strings)) return run();
            const target = targetFor(strings.join('?'), stores.get(this), strings);
            return name === 'iterate'
              ? observeIterator(target, values, run as () => object)
              : observeStatement(target, values, run, ROWS[name]);
          },
        }).method,
    );
}

function connectionOf(database: Database): Connection | undefined {
  if (typeof database !== 'object' || database === null) return undefined;
  let connection = connections.get(database);
  if (!connection) {
    let namespace: string | undefined;
    connection = {
      get namespace() {
        namespace ??= database.isOpen ? nameOf(database) : undefined;
        return namespace;
      },
      isUnwatched: () => !authorized.has(database),
      isIdle: () => database.isOpen === true && database.isTransaction === false,
      explain(sql) {
        const rows = all?.call(prepare?.call(database, `EXPLAIN QUERY PLAN ${sql}`)) as ({ detail: string } | unknown[])[];
        // A database may be opened so that rows are arrays: id, parent, unused, detail.
        return rows.map((row) => String(Array.isArray(row) ? row[3] : row.detail));
      },
    };
    connections.set(database, connection);
  }
  return connection;
}

// In memory there is no location; better-sqlite3 calls such a database by the name that opened it.
const nameOf = (database: Database): string => basename(database.location?.() ?? ':memory:');
