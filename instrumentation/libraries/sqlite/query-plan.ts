// Reads the rows of EXPLAIN QUERY PLAN: which tables a statement reads from end to end, and which index would help.

/** Columns proposed for an index; more seldom help. */
const COLUMNS_MAX = 3;
const NAME = '(?:"[^"]+"|`[^`]+`|\\[[^\\]]+\\]|[A-Za-z_][\\w$]*)';
const NO_COLUMN = new Set([
  'AND',
  'OR',
  'NOT',
  'CASE',
  'WHEN',
  'THEN',
  'ELSE',
  'END',
  'NULL',
  'WHERE',
  'ON',
  'BY',
  'SET',
  'LIMIT',
  'OFFSET',
]);

export interface Scan {
  /** Table as the schema names it. */
  readonly table: string;
  /** `index` where an index is read from end to end instead, which is milder. */
  readonly kind: 'table' | 'index';
  /** Columns that the statement compares, equality first. */
  readonly columns: readonly string[];
}

/** What the finder of scans knows of a shape's plan. */
export interface Plan {
  /** Which state of the schema it was made for. */
  generation: number;
  isWaiting: boolean;
  /** Runs while the plan was not yet known. */
  uncounted: number;
  scans: readonly Scan[];
  isAdvised: boolean;
}

/** Full scans of a plan. `text` is the statement without its values. */
export function scansOf(details: readonly string[], text: string): Scan[] {
  const scans = details.flatMap((detail) => {
    const found = readDetail(detail);
    const table = found && tableNamed(found.name, text);
    if (!found || !table || isUnfiltered(text)) return [];
    return [{ table, kind: found.kind, columns: comparedColumns(text, new Set([found.name.toLowerCase(), table.toLowerCase()])) }];
  });
  return scans.filter((scan, index) => scans.findIndex(({ table, kind }) => table === scan.table && kind === scan.kind) === index);
}

/** What to do about a scan, in a sentence without values. */
export function adviseOn({ table, columns }: Scan, summary: string): string {
  const what = `Full scan: ${summary} reads table ${table} from end to end`;
  if (columns.length === 0) return `${what}, and compares no column that an index could find. Narrow it by WHERE, or read it in pages.`;
  const plain = (name: string) => name.replace(/\W+/g, '_');
  const index = [table, ...columns].map(plain).join('_');
  const list = columns.map(quote).join(', ');
  return `${what}, as no index fits what it compares: ${columns.join(', ')}. Try: CREATE INDEX ${index} ON ${quote(table)} (${list}).`;
}

const quote = (name: string): string => (/^\w+$/.test(name) ? name : `"${name}"`);

// `SCAN t`, `SCAN TABLE t AS a` before SQLite 3.36, `SCAN t USING COVERING INDEX i`; an automatic index is built anew by a scan each time.
function readDetail(detail: string): { readonly name: string; readonly kind: Scan['kind'] } | undefined {
  const automatic = /^SEARCH (?:TABLE )?(.+?)(?: AS \S+)? USING AUTOMATIC /.exec(detail)?.[1];
  if (automatic) return { name: automatic, kind: 'table' };
  if (!detail.startsWith('SCAN ') || /VIRTUAL TABLE|CONSTANT ROW|^SCAN (?:SUBQUERY|\()/.test(detail)) return undefined;
  const name = detail
    .slice('SCAN '.length)
    .replace(/^TABLE /, '')
    .replace(/ (?:USING |AS |LEFT-JOIN|RIGHT-JOIN|EXISTS).*$/, '');
  if (/^(?:sqlite_|pragma_|json_)/i.test(name)) return undefined;
  return { name, kind: / USING /.test(detail) ? 'index' : 'table' };
}

// Newer plans name the alias. A name of WITH or of a subquery is no table: its own scan has a row of its own.
function tableNamed(name: string, text: string): string | undefined {
  const quoted = `["\`[]?${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["\`\\]]?`;
  const isSubquery =
    new RegExp(`(?:^|[\\s,])${quoted}\\s*(?:\\([^()]*\\)\\s*)?AS\\s+(?:(?:NOT\\s+)?MATERIALIZED\\s+)?\\(`, 'i').test(text) ||
    new RegExp(`\\)\\s*(?:AS\\s+)?${quoted}(?![\\w$.])`, 'i').test(text.replace(/\bIN\s*\([^()]*\)/gi, ''));
  if (isSubquery) return undefined;
  const aliased = new RegExp(
    `(?:\\b(?:FROM|JOIN|UPDATE|INTO)\\s+|,\\s*)(?:${NAME}\\.)?(${NAME})\\s+(?:AS\\s+)?${quoted}(?![\\w$.])`,
    'i',
  ).exec(text)?.[1];
  return aliased && !/^(?:FROM|JOIN|UPDATE|AS)$/i.test(aliased) ? bare(aliased) : name;
}

// Without a filter, LIMIT ends the scan after a few rows.
const isUnfiltered = (text: string): boolean => /\bLIMIT\b/i.test(text) && !/\b(?:WHERE|JOIN|GROUP|ORDER|HAVING|DISTINCT)\b/i.test(text);

const bare = (name: string): string => name.replace(/^["`[]|["`\]]$/g, '');

function comparedColumns(text: string, owners: ReadonlySet<string>): string[] {
  const from = /\b(?:WHERE|ON)\b/i.exec(text);
  if (!from) return [];
  const filter = text.slice(from.index + from[0].length);
  const column = `((?:${NAME}\\.){0,2})(${NAME})`;
  const equal = [
    ...filter.matchAll(new RegExp(`(?<![\\w$.:@"\`])${column}\\s*(?:==?(?!\\w)|IS\\b(?!\\s+NOT)|IN\\b)`, 'gi')),
    ...filter.matchAll(new RegExp(`=\\s*((?:${NAME}\\.){1,2})(${NAME})`, 'gi')),
  ];
  const ranges = [...filter.matchAll(new RegExp(`(?<![\\w$.:@"\`])${column}\\s*(?:[<>]=?|BETWEEN\\b)(?!>)`, 'gi'))];
  const names = [...equal, ...ranges].flatMap(([, owner = '', name = '']) => {
    const qualifier = bare(owner.slice(0, -1).split('.').pop() ?? '').toLowerCase();
    return NO_COLUMN.has(name.toUpperCase()) || (qualifier !== '' && !owners.has(qualifier)) ? [] : [bare(name)];
  });
  return [...new Set(names)].slice(0, COLUMNS_MAX);
}
