// Links from a panel to the traces and logs behind it, opened in Explore, and to the next dashboard; service, route and time range are filled in.

import { type Attribute, prometheusLabel } from '../../instrumentation/vocabulary/index.ts';
import { DATA_SOURCES, type DataSourceName, dataSourceRef, filledIn } from './data-sources.ts';
import { SCOPE, type ScopeName } from './scope.ts';
import { logQuery, type SignalFilter, traceQuery, type Wanted } from './signals.ts';

/** Traces that one Explore search lists. */
const TRACES_LISTED = 50;

interface LinkHead {
  readonly title: string;
  /** Attributes whose values the link carries. */
  readonly by: readonly Attribute[];
  /** The values are those chosen at the top of the dashboard, because what is shown has none of its own. */
  readonly chosen?: boolean;
}

export interface SignalLink extends LinkHead {
  readonly to: 'traces' | 'logs';
  readonly filter: SignalFilter;
}

export interface DashboardLink extends LinkHead {
  readonly to: 'dashboard';
  readonly uid: string;
}

export type PanelLink = SignalLink | DashboardLink;

/** Where Grafana finds the value of an attribute when a link is clicked, and how it is compared. */
export type ValuePlace = (attribute: Attribute) => Pick<Wanted, 'operator' | 'value'>;

/** The value that the clicked series has as its label. */
export const inSeries: ValuePlace = (attribute) => ({
  operator: '=',
  value: filledIn(`__field.labels.${prometheusLabel(attribute)}:percentencode`),
});

/**
 * The value in the clicked row of a table that shows these attributes under these headings.
 * @throws Error (from the function it returns) when no column shows the attribute.
 */
export const inRow =
  (columns: readonly { readonly attribute: Pick<Attribute, 'key'>; readonly heading: string }[]): ValuePlace =>
  (attribute) => {
    const column = columns.find((entry) => entry.attribute.key === attribute.key);
    if (!column) throw new Error(`A link carries ${attribute.key} and the table has no column for it; add one or drop it from the link.`);
    return { operator: '=', value: filledIn(`__data.fields["${column.heading}"]:percentencode`) };
  };

/**
 * The value that is chosen at the top of the dashboard, "All" included.
 * @throws Error when no variable chooses the attribute.
 */
export const inVariable: ValuePlace = (attribute) => {
  const name = scopeOf(attribute);
  if (!name) throw new Error(`A link carries ${attribute.key} and no dashboard variable chooses it; drop it from the link.`);
  return { operator: '=~', value: filledIn(`${name}:pipe`) };
};

function scopeOf({ key }: Attribute): ScopeName | undefined {
  return (Object.keys(SCOPE) as ScopeName[]).find((name) => SCOPE[name].key === key);
}

/** The same link for a panel whose results have no labels to carry. */
export const chosen = <L extends PanelLink>(link: L): L => ({ ...link, chosen: true });

/** Link to another dashboard, which opens with the same values of `by`, and with the other choices as they are. */
export const toDashboard = (title: string, uid: string, by: readonly Attribute[]): DashboardLink => ({ to: 'dashboard', title, uid, by });

/** Link to the traces that have the same values of `by`. */
export const toTraces = (title: string, by: readonly Attribute[], filter: SignalFilter = {}): SignalLink => ({
  to: 'traces',
  title,
  by,
  filter,
});

/** Link to the log lines that have the same values of `by`; these must be index labels of the log store. */
export const toLogs = (title: string, by: readonly Attribute[], filter: SignalFilter = {}): SignalLink => ({
  to: 'logs',
  title,
  by,
  filter,
});

/** URL-encodes all but Grafana's `${…}`, which must stay readable for it. */
export function encodeAround(text: string): string {
  return text
    .split(/(\$\{[^}]+\})/)
    .map((piece) => (piece.startsWith('${') ? piece : encodeURIComponent(piece)))
    .join('');
}

function exploreUrl(source: DataSourceName, query: Record<string, unknown>): string {
  const ref = dataSourceRef(source);
  const pane = {
    datasource: ref.uid,
    queries: [{ refId: 'A', datasource: ref, ...query }],
    range: { from: filledIn('__from'), to: filledIn('__to') },
  };
  // JSON escapes the quotes in `${__data.fields["…"]}`, which Grafana reads before any JSON parser does.
  const json = JSON.stringify({ a: pane }).replace(/\$\{[^}]+\}/g, (placeholder) => JSON.parse(`"${placeholder}"`) as string);
  return `/explore?schemaVersion=1&panes=${encodeAround(json)}`;
}

/** Choices and time range as the next dashboard takes them from its address. */
const CARRIED = ['environment', 'service', 'instance'] as const satisfies readonly ScopeName[];
const timeRange = `from=${filledIn('__from')}&to=${filledIn('__to')}`;

/** Address of a dashboard that keeps all choices and the time range. */
export const keptChoices = (uid: string): string => `/d/${uid}?${[...CARRIED.map(keep), timeRange].join('&')}`;

const keep = (name: ScopeName): string => filledIn(`${name}:queryparam`);

function dashboardUrl({ uid, by }: DashboardLink, place: ValuePlace): string {
  const given = new Map(by.map((attribute) => [scopeOf(attribute) as string, place(attribute)] as const));
  const kept = CARRIED.filter((name) => !given.has(name)).map(keep);
  // A choice of several has a form of its own, of which it is all.
  const set = [...given].map(([name, { operator, value }]) => (operator === '=' ? `var-${name}=${value}` : keep(name as ScopeName)));
  return `/d/${uid}?${[...kept, ...set, timeRange].join('&')}`;
}

/** The link's address. @throws Error when a value that it carries can't be had in this place. */
export function linkUrl(link: PanelLink, where: ValuePlace): string {
  const place = link.chosen ? inVariable : where;
  if (link.to === 'dashboard') return dashboardUrl(link, place);
  const wanted = link.by.map((attribute): Wanted => ({ attribute, ...place(attribute) }));
  if (link.to === 'logs') return exploreUrl(DATA_SOURCES.loki.type, { expr: logQuery(wanted, link.filter), queryType: 'range' });
  const query = traceQuery(wanted, link.filter);
  return exploreUrl(DATA_SOURCES.tempo.type, { queryType: 'traceql', query, limit: TRACES_LISTED, tableType: 'traces' });
}
