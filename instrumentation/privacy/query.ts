// Query texts and error messages of databases that other people's instrumentations report, without the values in them.

import { describeStatement, type Statement } from './sql.ts';

/** Systems whose strings may be in double quotes and in which a backslash escapes. */
const ESCAPING = new Set(['mysql', 'mariadb']);
/** Systems whose query text is no SQL; their instrumentations are configured to leave values out. */
const NOT_SQL = new Set(['redis', 'mongodb', 'memcached', 'aws.dynamodb']);

// The strings that plain SQL doesn't have. An unfinished one goes to the end of the text. Linear time.
const POSTGRES_STRING = /(?<!\w)[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|(?<![\w$])\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)/g;
const MYSQL_STRING = /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)/g;
const QUOTED = /'[^']*(?:'|$)|"[^"]*(?:"|$)/g;

/** Describes a query of this database system without its values; nothing when it isn't SQL. */
export function describeQuery(text: string, system: string): Statement | undefined {
  if (NOT_SQL.has(system)) return undefined;
  return describeStatement(text.replace(ESCAPING.has(system) ? MYSQL_STRING : POSTGRES_STRING, '?'));
}

/** A database's message without what it quotes: `invalid input syntax for type integer: ?`. */
export function withoutQuoted(message: string): string {
  return message.replace(QUOTED, '?');
}
