// How times and columns look in everything that the launcher prints.

/** Room for the longest name of a part. */
const TITLE_WIDTH = 15;

/** The name of a part as a column, with a gap behind it. */
export function padTitle(title: string): string {
  return `${title.padEnd(TITLE_WIDTH)} `;
}

/** `0.4 s`, `12 s`, `3m 05s`, `1h 02m`. */
export function formatElapsed(elapsedMs: number): string {
  const seconds = elapsedMs / 1_000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)}m ${padTwo(whole % 60)}s`;
  return `${Math.floor(whole / 3_600)}h ${padTwo(Math.floor((whole % 3_600) / 60))}m`;
}

/** Local wall-clock time, `09:05:07`. */
export function formatTimeOfDay(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()].map(padTwo).join(':');
}

/** Rows as columns, each as wide as its widest cell. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2)).join('')}`.trimEnd()).join('\n');
}

function padTwo(count: number): string {
  return String(count).padStart(2, '0');
}
