// Double quotes in SQL: SQLite reads "name" as a string where no such column exists, so those in the place of a value are masked.
//
// Masked is what could be a value; a column masked by mistake costs a little of the text, a value kept by mistake costs a secret.

// A double-quoted name, another quoted name, a word or parameter, a comparison or arithmetic operator, one other character.
const TOKEN = /"(?:[^"]|"")*"?|`[^`]*`?|\[[^\]]*\]?|[\w$@:]+|\|\||[<>=!]=?|<>|[^\s]|\s+/g;

/** Words after which only names come, until a clause of values begins. */
const NAMES_AFTER = new Set(['SELECT', 'FROM', 'JOIN', 'INTO', 'UPDATE', 'TABLE', 'INDEX', 'BY', 'RETURNING', 'CONFLICT', 'USING', 'AS']);
/** Words after which a double-quoted token is a name only if it is compared or qualified. */
const VALUES_AFTER = new Set(['WHERE', 'ON', 'HAVING', 'VALUES', 'SET', 'LIMIT', 'OFFSET']);
/** Words directly before a value. */
const BEFORE_VALUE = new Set(['LIKE', 'GLOB', 'MATCH', 'REGEXP', 'BETWEEN', 'THEN', 'ELSE', 'DEFAULT', 'ESCAPE', 'KEY', 'IS', 'IN']);
/** Words directly after a column that is compared. */
const AFTER_COLUMN = new Set(['IS', 'IN', 'LIKE', 'GLOB', 'MATCH', 'REGEXP', 'BETWEEN', 'NOT', 'COLLATE', 'ISNULL', 'NOTNULL']);
/** Statements that take values where others take names. */
const ALL_VALUES = /^(?:PRAGMA|ATTACH|DETACH|VACUUM)\b/i;
/** Words before a parenthesis that open no function call. */
const NO_FUNCTION = new Set(['IN', 'AND', 'OR', 'NOT', 'EXISTS', 'UNIQUE', 'CHECK', 'KEY', 'OVER', 'AS', 'FROM', 'JOIN', 'SELECT']);

type Section = 'names' | 'values' | 'columns' | 'arguments';

/** Replaces double-quoted tokens by `?` where a value stands. The text holds no other literals and no comments any more. */
export function maskValueNames(text: string): string {
  if (!text.includes('"')) return text;
  if (ALL_VALUES.test(text)) return text.replace(/"(?:[^"]|"")*"?/g, '?');
  const tokens = text.match(TOKEN) ?? [];
  const words = tokens.map((token) => token.toUpperCase());
  const isDefinition = /^(?:CREATE|ALTER|DROP)\b/i.test(text);
  const outer: Section[] = [];
  let section: Section = 'names';
  let before = '';
  let masked = '';
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] as string;
    const word = words[index] as string;
    if (/^\s/.test(token)) {
      masked += token;
      continue;
    }
    if (token === '(') {
      outer.push(section);
      if (opensCall(before, section) && !isDefinition) section = 'arguments';
    } else if (token === ')') section = outer.pop() ?? 'names';
    else if (word === 'INTO') section = 'columns';
    else if (NAMES_AFTER.has(word)) section = 'names';
    else if (VALUES_AFTER.has(word) && !isDefinition) section = 'values';
    masked += token.startsWith('"') && isValue(token, before, nextOf(words, index), section) ? '?' : token;
    before = word;
  }
  return masked;
}

const isOperator = (token: string): boolean => /^(?:[<>=!]=?|<>|\|\||[-+/*%&|~])$/.test(token);
// INSERT INTO t (…) lists columns; a word before ( is a function elsewhere.
const opensCall = (before: string, section: Section): boolean =>
  section !== 'columns' && /^\w+$/.test(before) && !NO_FUNCTION.has(before) && !NAMES_AFTER.has(before) && !VALUES_AFTER.has(before);

function nextOf(words: readonly string[], index: number): string {
  const next = words[index + 1] ?? '';
  return /^\s/.test(next) ? (words[index + 2] ?? '') : next;
}

function isValue(token: string, before: string, after: string, section: Section): boolean {
  if (token.length < 2 || !token.endsWith('"')) return true;
  if (before === '.' || after === '.') return false;
  if (isOperator(before) || BEFORE_VALUE.has(before)) return true;
  if (section === 'names' || section === 'columns') return false;
  return section === 'arguments' || !(isOperator(after) || AFTER_COLUMN.has(after));
}
