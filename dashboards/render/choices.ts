// What is chosen in the dashboard's variables, and the forms in which Grafana writes a choice into a query or an address.

import type { Variable } from './board.ts';

/** What Grafana writes for "All". */
export const ALL = '$__all';

/** Limits for what an address may choose; a dashboard offers fewer. */
const MOST_VALUES = 100;
const LONGEST_VALUE = 300;

/** A variable with its options and what is chosen of them; nothing chosen means all. */
export interface Choice {
  readonly variable: Variable;
  readonly options: readonly string[];
  /** Empty: all. */
  readonly chosen: readonly string[];
}

export const isAll = (choice: Choice): boolean => choice.chosen.length === 0;

/** Variables that a reader can choose in; data sources are fixed here, and the rest has no options. */
export const isChoosable = ({ type, hide }: Variable): boolean => (type === 'query' || type === 'custom') && (hide ?? 0) < 2;

/** The values that an address (or a command line) chooses, without "All". @throws Error beyond the limits. */
export function readChosen(variable: Variable, wanted: readonly string[] | undefined): string[] {
  const current = variable.current?.value ?? [];
  const values = wanted ?? (typeof current === 'string' ? [current] : current);
  const chosen = [...new Set(values)].filter((value) => value !== '');
  if (chosen.some((value) => value === ALL || value === 'All')) return [];
  if (chosen.length > MOST_VALUES || chosen.some((value) => value.length > LONGEST_VALUE)) {
    throw new Error(`The variable "${variable.name}" takes at most ${MOST_VALUES} values of ${LONGEST_VALUE} characters.`);
  }
  return variable.multi ? chosen : chosen.slice(0, 1);
}

/** Escapes for a regular expression inside a double-quoted string of PromQL, LogQL or TraceQL. */
function escapeRegex(value: string): string {
  const asPattern = value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return escapeString(asPattern);
}

/** Escapes for a double-quoted string of PromQL, LogQL or TraceQL. */
export function escapeString(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n').replace(/\r/g, '\\r');
}

/** As it stands in a query: the value for "All", one value, or one of several. */
export function inQuery(choice: Choice): string {
  if (isAll(choice)) return choice.variable.allValue ?? (choice.options.map(escapeRegex).join('|') || '.*');
  if (!choice.variable.multi && !choice.variable.includeAll) return escapeString(choice.chosen[0] as string);
  const [first, ...rest] = choice.chosen.map(escapeRegex);
  return rest.length === 0 ? (first as string) : `(${[first, ...rest].join('|')})`;
}

/** Plain values, as links want them. */
export const plainValues = (choice: Choice): readonly string[] => (isAll(choice) ? [choice.variable.allValue ?? ALL] : choice.chosen);

/** `var-service=a&var-service=b` */
export function inAddress(choice: Choice): string {
  const values = isAll(choice) ? [ALL] : choice.chosen;
  return values.map((value) => `var-${encodeURIComponent(choice.variable.name)}=${encodeURIComponent(value)}`).join('&');
}
