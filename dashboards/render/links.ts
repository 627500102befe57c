// Where a data link of the JSON leads: to Grafana when there is one, to a page of ours otherwise.

import { type Board, type Link, type LinkGroup, linksOf, type Panel } from './board.ts';
import { type Choice, inAddress, plainValues } from './choices.ts';
import { safeUrl } from './page/html.ts';
import { fill, type Lookup, placeholdersIn } from './template.ts';
import type { TimeRange } from './time-range.ts';

export interface LinkTarget {
  readonly title: string;
  readonly url: string;
}

/** What the values of a link come from. */
export interface LinkPlace {
  readonly board: Board;
  readonly panel: Panel;
  readonly group: LinkGroup;
  readonly range: TimeRange;
  readonly choices: readonly Choice[];
  /** Labels of the series that is clicked. */
  readonly labels: Readonly<Record<string, string>>;
  /** Cells of the row that is clicked, by heading. */
  readonly cells?: Readonly<Record<string, string | number | null>>;
}

/** Where links lead: `viewer` is empty on the viewer's own pages, and an address in a file. */
export interface LinkBase {
  readonly grafana: string | undefined;
  readonly viewer: string;
}

const LABEL = /^__field\.labels\.(\w+)$|^__field\.labels\["([^"]+)"\]$/;
const CELL = /^__data\.fields\["([^"]+)"\]$|^__data\.fields\.(\w+)$/;
/** What the address of a search page carries by itself. */
const CARRIED_ELSEWHERE = /^(__from|__to|__url_time_range|__all_variables|\w+_datasource)$/;

/** `from=now-1h&to=now` */
export const rangeAddress = ({ from, to }: TimeRange): string => `from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`;

/** What Grafana would fill into a link here. */
export function linkLookup({ board, range, choices, labels, cells = {} }: LinkPlace): Lookup {
  const fixed: Readonly<Record<string, string>> = {
    __from: String(range.fromMs),
    __to: String(range.toMs),
    __url_time_range: rangeAddress(range),
    __all_variables: choices.map(inAddress).join('&'),
  };
  return ({ expression, format }) => {
    const [, dotted, quoted] = LABEL.exec(expression) ?? [];
    const label = dotted ?? quoted;
    if (label) return labels[label] ?? '';
    const [, heading, plain] = CELL.exec(expression) ?? [];
    if (heading ?? plain) return String(cells[heading ?? (plain as string)] ?? '');
    const choice = choices.find(({ variable }) => variable.name === expression);
    if (choice) return format === 'queryparam' ? inAddress(choice) : plainValues(choice);
    return fixed[expression] ?? dataSourceUid(board, expression);
  };
}

/** A data source variable stands for the uid that the dashboard starts with. */
function dataSourceUid(board: Board, name: string): string | undefined {
  const variable = board.templating.list.find((entry) => entry.type === 'datasource' && entry.name === name);
  const value = variable?.current?.value;
  return typeof value === 'string' ? value : value?.[0];
}

/** All links of the panel that lead somewhere from this place. */
export function linkTargets(place: LinkPlace, base: LinkBase): LinkTarget[] {
  return linksOf(place.panel, place.group).flatMap((link, at) => {
    const url = base.grafana === undefined ? ownUrl(link, at, place, base.viewer) : grafanaUrl(link, place, base.grafana);
    const safe = url === undefined ? undefined : safeUrl(url);
    return safe === undefined ? [] : [{ title: fill(link.title, linkLookup(place)), url: safe }];
  });
}

function grafanaUrl({ url }: Link, place: LinkPlace, grafana: string): string {
  const filled = fill(url, linkLookup(place));
  return filled.startsWith('/') ? grafana + filled : filled;
}

/** Undefined for what only Grafana has. */
function ownUrl(link: Link, at: number, place: LinkPlace, viewer: string): string | undefined {
  if (link.url.startsWith('/explore?')) return viewer + searchUrl(link, at, place);
  const filled = fill(link.url, linkLookup(place));
  if (filled.startsWith('/d/')) return viewer + filled;
  return filled.startsWith('/') ? undefined : filled;
}

/** Names the link instead of its query, so that nobody can send another one. */
function searchUrl({ url }: Link, at: number, place: LinkPlace): string {
  const { board, panel, group, range } = place;
  const lookup = linkLookup(place);
  const values = placeholdersIn(url)
    .filter(({ expression }) => !CARRIED_ELSEWHERE.test(expression))
    .flatMap(({ expression }) => {
      const choice = place.choices.find(({ variable }) => variable.name === expression);
      if (choice) return [inAddress(choice)];
      const found = lookup({ expression, format: undefined });
      return found === undefined ? [] : [`${encodeURIComponent(expression)}=${encodeURIComponent(String(found))}`];
    });
  return `/search/${encodeURIComponent(board.uid)}/${panel.id}/${group}/${at}?${[rangeAddress(range), ...new Set(values)].join('&')}`;
}
