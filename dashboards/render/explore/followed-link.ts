// The query behind a link of a dashboard. The address names the link and the values that it carries, never a query of its own.

import { type Board, dataPanels, type LinkGroup, linksOf } from '../board.ts';
import { type Choice, escapeString, inQuery } from '../choices.ts';
import { fill, type Placeholder } from '../template.ts';

export interface FollowedLink {
  readonly title: string;
  readonly panelTitle: string;
  readonly language: 'logql' | 'traceql';
  readonly query: string;
  readonly limit: number;
}

const LISTED = 50;
const LONGEST_VALUE = 500;
/** What may stand outside of quotes: a number, as in a status code. */
const BARE_VALUE = /^[\w.-]{1,40}$/;

interface Pane {
  readonly queries: readonly { readonly expr?: string; readonly query?: string; readonly limit?: number }[];
}

/** Where a link stands in a dashboard. */
export interface LinkAddress {
  readonly panelId: number;
  readonly group: LinkGroup;
  readonly at: number;
}

/**
 * Fills the values into the link's own query.
 * @throws Error when there is no such link, or a value does not fit its place.
 */
export function followLink(
  board: Board,
  { panelId, group, at }: LinkAddress,
  values: (name: string) => string | undefined,
  choices: readonly Choice[],
): FollowedLink {
  const panel = dataPanels(board).find(({ id }) => id === panelId);
  const link = panel ? linksOf(panel, group)[at] : undefined;
  if (!panel || !link?.url.startsWith('/explore?')) throw new Error('There is no such link on this dashboard.');
  const { expr, query, limit = LISTED } = readPane(link.url);
  const template = expr ?? query ?? '';
  const filled = fillQuery(template, (placeholder) => {
    const choice = choices.find(({ variable }) => variable.name === placeholder.expression);
    return choice ? { text: inQuery(choice) } : { value: values(placeholder.expression) ?? '' };
  });
  return { title: link.title, panelTitle: panel.title, language: expr === undefined ? 'traceql' : 'logql', query: filled, limit };
}

/** The pane of an Explore address; placeholders stand in it unencoded, and some have quotes that JSON would trip over. */
function readPane(url: string): Pane['queries'][number] {
  const panes = /[?&]panes=([^&]+)/.exec(url)?.[1] ?? '';
  const json = panes
    .split(/(\$\{[^}]+\})/)
    .map((piece) => (piece.startsWith('${') ? JSON.stringify(piece).slice(1, -1) : decodeURIComponent(piece)))
    .join('');
  const [pane] = Object.values(JSON.parse(json) as Record<string, Pane>);
  return pane?.queries[0] ?? {};
}

/** Query text as it is, or a value that has to be made safe first. */
type Filling = { readonly text: string } | { readonly value: string };

/** Values within quotes are escaped for them; those outside must look like a number or a word. */
export function fillQuery(template: string, lookup: (placeholder: Placeholder) => Filling): string {
  let rest = template;
  return fill(template, (placeholder) => {
    const marker = rest.indexOf(`{${placeholder.expression}`);
    const before = template.slice(0, template.length - rest.length + marker);
    rest = rest.slice(marker + 1);
    const filling = lookup(placeholder);
    if ('text' in filling) return filling.text;
    const { value } = filling;
    if (value.length > LONGEST_VALUE) throw new Error(`A value of this link is longer than ${LONGEST_VALUE} characters.`);
    const quotes = before.replace(/\\./g, '').split('"').length - 1;
    if (quotes % 2 === 1) return escapeString(value);
    if (BARE_VALUE.test(value)) return value;
    throw new Error(`"${value.slice(0, 60)}" can't stand in the query of this link.`);
  });
}
