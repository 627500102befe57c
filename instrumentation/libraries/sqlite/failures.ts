// Errors of SQLite without the values that their messages quote: `near "secret": syntax error`.

/** The same error for telemetry, its message masked; errors of other origin are given back as they are. */
export function withoutValues(error: unknown): unknown {
  if (!(error instanceof Error) || !isOfSqlite(error)) return error;
  const message = String(error.message);
  const masked = message.replace(/".*"/s, '"?"');
  if (masked === message) return error;
  return Object.create(error, {
    message: { value: masked },
    stack: { value: typeof error.stack === 'string' ? error.stack.replaceAll(message, () => masked) : undefined },
  });
}

function isOfSqlite(error: Error): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && (code.startsWith('SQLITE_') || code === 'ERR_SQLITE_ERROR');
}
