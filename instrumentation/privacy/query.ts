// Query texts and error messages of databases that other people's instrumentations report, without the values in them.

import { describeStatement, type Statement } from './sql.ts';

/** Systems whose strings may be in double quotes and in which a backslash escapes. */
const ESCAPING = new Set(['mysql', 'mariadb']);
/** Systems whose query text is a command and its arguments. */
const COMMANDS = new Set(['redis', 'memcached']);
/** Systems whose query text is JSON. */
const DOCUMENTS = new Set(['mongodb', 'aws.dynamodb', 'dynamodb', 'elasticsearch', 'couchdb', 'cosmosdb', 'azure.cosmosdb']);

// The strings that plain SQL doesn't have. An unfinished one goes to the end of the text. Linear time.
const POSTGRES_STRING = /(?<!\w)[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|(?<![\w$])\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)/g;
const MYSQL_STRING = /'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)/g;
/** A text of JSON, and the colon behind the name of a member; numbers. */
const JSON_TEXT = /("(?:[^"\\]|\\[\s\S])*(?:"|$)|'(?:[^'\\]|\\[\s\S])*(?:'|$))(\s*:)?/g;
const JSON_NUMBER = /(?<![\w"'$.])-?\d[\d.]*(?:[eE][-+]?\d+)?/g;
/** Arguments of a command that are counted; of one with more it is cut. */
const ARGUMENTS_MAX = 10;
const QUOTED = /'[^']*(?:'|$)|"[^"]*(?:"|$)/g;

/** Describes a query of this database system without its values; nothing when it isn't SQL. */
export function describeQuery(text: string, system: string): Statement | undefined {
  if (COMMANDS.has(system) || DOCUMENTS.has(system)) return undefined;
  return describeStatement(text.replace(ESCAPING.has(system) ? MYSQL_STRING : POSTGRES_STRING, '?'));
}

/** The text of a query without its values, SQL or not. */
export function maskQueryText(text: string, system: string): string {
  if (DOCUMENTS.has(system))
    return text.replace(JSON_TEXT, (whole, _text, colon) => (colon === undefined ? '?' : whole)).replace(JSON_NUMBER, '?');
  if (!COMMANDS.has(system)) return describeQuery(text, system)?.text ?? '';
  const [command = '', ...values] = text.trim().split(/\s+/, ARGUMENTS_MAX + 1);
  return [command, ...values.map(() => '?')].join(' ');
}

/** A database's message without what it quotes: `invalid input syntax for type integer: ?`. */
export function withoutQuoted(message: string): string {
  return message.replace(QUOTED, '?');
}
