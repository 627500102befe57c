// SQL without its literals: what a statement is, without what somebody put into it.

import { maskValueNames } from './sql-quotes.ts';

/** Longest statement kept, in characters. */
const SQL_TEXT_MAX = 2048;
/** Longest statement read; behind it only more of the same comes, such as rows of VALUES. */
export const SQL_READ_MAX = 4 * SQL_TEXT_MAX;

// Order matters: comments and strings first, so that nothing inside them is read as something else. Linear time.
const LITERAL =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[xX]?'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|\b0[xX][0-9a-fA-F_]+\b|(?<![\w$@:.?])[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d[\d_]*)?\b|\s+/g;

/** Verbs that SQLite knows; whatever else a text starts with must not become a label. */
const VERBS: ReadonlySet<string> = new Set([
  ...['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'WITH', 'VALUES', 'CREATE', 'DROP', 'ALTER', 'PRAGMA'],
  ...['BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE', 'EXPLAIN', 'ANALYZE', 'VACUUM', 'REINDEX', 'ATTACH', 'DETACH'],
]);
const NO_VERB = 'OTHER';

// SQLCipher and its like take the key of the database as a pragma, quoted or not.
const KEY_PRAGMA = /^(PRAGMA\s+(?:\w+\.)?(?:hex|text)?(?:re)?key\b).*/is;

export interface Statement {
  /** The statement with literals replaced by `?`. */
  readonly text: string;
  /** Verb in upper case: SELECT, INSERT, PRAGMA…; OTHER for what SQLite doesn't know. */
  readonly operation: string;
  /** First table, without schema and quotes; undefined where there is none. */
  readonly table: string | undefined;
  /** Verb and table, as `db.query.summary` wants it. */
  readonly summary: string;
}

/** Describes a statement without its values. */
export function describeStatement(sql: string): Statement {
  const plain = sql.slice(0, SQL_READ_MAX).replace(LITERAL, replaceToken).replace(/\s+/g, ' ').trim();
  const text = maskValueNames(plain).replace(KEY_PRAGMA, '$1 = ?').slice(0, SQL_TEXT_MAX);
  const verb = /^\(*\s*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? NO_VERB;
  const operation = VERBS.has(verb) ? verb : NO_VERB;
  const table = tableOf(text, operation);
  return { text, operation, table, summary: table ? `${operation} ${table}` : operation };
}

function replaceToken(token: string): string {
  if (/^\s/.test(token) || token.startsWith('--') || token.startsWith('/*')) return ' ';
  return /^["`[]/.test(token) ? token : '?';
}

function tableOf(text: string, operation: string): string | undefined {
  const name = '(?:(?:"[^"]+"|`[^`]+`|\\[[^\\]]+\\]|[\\w$]+)\\.)?("[^"]+"|`[^`]+`|\\[[^\\]]+\\]|[\\w$]+)';
  const before: Record<string, string> = {
    INSERT: '\\bINTO\\s+',
    REPLACE: '\\bINTO\\s+',
    UPDATE: '\\bUPDATE\\s+(?:OR\\s+\\w+\\s+)?',
    CREATE: '\\bTABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?',
    ALTER: '\\bTABLE\\s+',
    DROP: '\\bTABLE\\s+(?:IF\\s+EXISTS\\s+)?',
  };
  const lead = before[operation] ?? (['SELECT', 'DELETE', 'WITH'].includes(operation) ? '\\bFROM\\s+' : undefined);
  return lead ? new RegExp(lead + name, 'i').exec(text)?.[1]?.replace(/^["`[]|["`\]]$/g, '') : undefined;
}
