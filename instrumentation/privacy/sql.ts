// SQL without its literals: what a statement is, without what somebody put into it.

/** Longest statement kept, in characters. */
const TEXT_MAX = 2048;

// Order matters: comments and strings first, so that nothing inside them is read as something else. Linear time.
const LITERAL =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[xX]?'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|\b0[xX][0-9a-fA-F]+\b|(?<![\w$@:.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\b|\s+/g;

export interface Statement {
  /** The statement with literals replaced by `?`. */
  readonly text: string;
  /** Verb in upper case: SELECT, INSERT, PRAGMA… */
  readonly operation: string;
  /** First table, without schema and quotes; undefined where there is none. */
  readonly table: string | undefined;
  /** Verb and table, as `db.query.summary` wants it. */
  readonly summary: string;
}

/** Describes a statement without its values. */
export function describeStatement(sql: string): Statement {
  const text = sql
    .slice(0, TEXT_MAX * 4)
    .replace(LITERAL, (token) =>
      /^\s/.test(token) || token.startsWith('--') || token.startsWith('/*') ? ' ' : /^["`[]/.test(token) ? token : '?',
    )
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, TEXT_MAX);
  const operation = /^\(*\s*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? 'OTHER';
  const table = tableOf(text, operation);
  return { text, operation, table, summary: table ? `${operation} ${table}` : operation };
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
