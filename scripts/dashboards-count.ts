// node scripts/dashboards-count.ts FILE...
// Counts what dashboards say of their panels, of any Grafana JSON, so that ours and public ones are counted by one rule.

import { readFileSync } from 'node:fs';

interface Panel {
  readonly type: string;
  readonly description?: string;
  readonly links?: readonly unknown[];
  readonly targets?: readonly { readonly exemplar?: boolean }[];
  readonly panels?: readonly Panel[];
  readonly fieldConfig?: {
    readonly defaults?: { readonly unit?: string; readonly noValue?: string; readonly links?: readonly unknown[] };
    readonly overrides?: readonly { readonly properties: readonly { readonly id: string; readonly value?: unknown }[] }[];
  };
}

export interface Countable {
  readonly panels?: readonly Panel[];
  readonly links?: readonly unknown[];
  readonly annotations?: { readonly list?: readonly { readonly builtIn?: number | boolean }[] };
}

/** What is asked of each panel; a panel is anything but the heading of a row and a text. */
export const PROPERTIES = {
  description: ({ description }: Panel) => Boolean(description?.trim()),
  // The default of the panel; a table may have a unit for each column instead.
  unit: ({ fieldConfig }: Panel) => Boolean(fieldConfig?.defaults?.unit),
  'data links': ({ links = [], fieldConfig }: Panel) =>
    links.length > 0 || (fieldConfig?.defaults?.links?.length ?? 0) > 0 || hasOverride(fieldConfig, 'links'),
  'exemplars on': ({ targets = [] }: Panel) => targets.some(({ exemplar }) => exemplar),
  noValue: ({ fieldConfig }: Panel) => Boolean(fieldConfig?.defaults?.noValue),
} as const satisfies Record<string, (panel: Panel) => boolean>;
type Property = keyof typeof PROPERTIES;

interface Count {
  readonly dashboards: number;
  readonly panels: number;
  /** How many panels have it. */
  readonly having: Readonly<Record<Property, number>>;
  readonly annotations: number;
  readonly links: number;
}

const hasOverride = (fieldConfig: Panel['fieldConfig'], id: string): boolean =>
  fieldConfig?.overrides?.some(({ properties }) => properties.some((property) => property.id === id && property.value)) ?? false;

/** Panels of a collapsed row lie inside it. */
const panelsOf = (panels: readonly Panel[] = []): Panel[] =>
  panels.flatMap((panel) => (panel.type === 'row' ? panelsOf(panel.panels) : panel.type === 'text' ? [] : [panel]));

export function countDashboards(boards: readonly Countable[]): Count {
  const panels = boards.flatMap((board) => panelsOf(board.panels));
  const having = Object.entries(PROPERTIES).map(([name, has]) => [name, panels.filter(has).length] as const);
  return {
    dashboards: boards.length,
    panels: panels.length,
    having: Object.fromEntries(having) as Count['having'],
    annotations: boards.flatMap(({ annotations }) => annotations?.list ?? []).filter(({ builtIn }) => !builtIn).length,
    links: boards.flatMap(({ links = [] }) => links).length,
  };
}

/** A row of the table: shares are rounded down, so that 100 % is all. */
export const countRow = (name: string, { dashboards, panels, having, annotations, links }: Count): string[] => [
  name,
  String(dashboards),
  String(panels),
  ...Object.values(having).map((count) => `${Math.floor((100 * count) / panels)} %`),
  String(annotations),
  String(links),
];

if (import.meta.main) {
  const boards = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')) as Countable);
  console.log(countRow('these', countDashboards(boards)).join('  '));
}
