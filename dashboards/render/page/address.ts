// The address of a view: time range, variables, refresh and theme, in Grafana's own words where it has them.

import { type Choice, inAddress } from '../choices.ts';
import { rangeAddress } from '../links.ts';
import type { TimeRange } from '../time-range.ts';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What stands in an address beside time range and variables. */
export interface Looks {
  readonly theme: Theme;
  /** `30s`, or `off`. */
  readonly refresh: string;
  /** `panel-8`: this panel alone, as Grafana shows it. */
  readonly viewPanel?: string | undefined;
}

type Query = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string';

/** All values of one parameter. */
export function valuesIn(query: Query, name: string): string[] | undefined {
  const value = query[name];
  if (value === undefined) return undefined;
  return (Array.isArray(value) ? value : [value]).filter(isText);
}

/** `var-service=a` → `{ service: ['a'] }` */
export function chosenIn(query: Query): Record<string, readonly string[]> {
  const names = Object.keys(query).filter((name) => name.startsWith('var-'));
  return Object.fromEntries(names.map((name) => [name.slice('var-'.length), valuesIn(query, name) ?? []]));
}

export function themeIn(query: Query): Theme {
  return THEMES.find((theme) => theme === query.theme) ?? 'auto';
}

/** `?from=…&to=…&var-…`, with what else is not as usual. */
export function viewAddress(range: Pick<TimeRange, 'from' | 'to'>, choices: readonly Choice[], looks: Partial<Looks>): string {
  const extras = Object.entries(looks).filter(([, value]) => value !== undefined && value !== 'auto');
  const parts = [
    rangeAddress(range as TimeRange),
    ...choices.map(inAddress),
    ...extras.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`),
  ];
  return `?${parts.join('&')}`;
}
