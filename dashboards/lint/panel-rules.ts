// Checks of the panels: each says what it is, has a unit, tells empty from zero, and leads to traces and logs.

import { dataSourceVariable, filledIn } from '../kit/data-sources.ts';
import { isKnownUnit } from '../render/units.ts';
import { type Board, dataPanels, linksOf, type Panel } from './board.ts';
import type { Rule } from './rule.ts';

const COLUMNS = 24;
/** Kinds that show plain numbers; lists of logs and traces bring their own columns. */
const NUMERIC = ['timeseries', 'stat', 'bargauge', 'heatmap', 'state-timeline'];
const AN_EXPRESSION_WITH_QUANTILES = /histogram_quantile\(/;

/** Runs a check over every panel; it returns what is wrong, or undefined. */
const each =
  (check: (panel: Panel) => string | undefined): Rule['check'] =>
  (board: Board) =>
    dataPanels(board).flatMap((panel) => {
      const wrong = check(panel);
      return wrong ? [`panel "${panel.title}" ${wrong}`] : [];
    });

function undescribed({ title, description = '' }: Panel): string | undefined {
  if (!title) return 'has no title.';
  const parts = description.split('\n\n');
  const complete = parts.length === 3 && parts[1]?.startsWith('**Normal:** ') && parts[2]?.startsWith('**If not:** ');
  return complete ? undefined : 'does not say what it shows, what is normal and what to do if not.';
}

/** Units of single columns. */
const unitsOf = (overrides: NonNullable<Panel['fieldConfig']>['overrides'] = []): string[] =>
  overrides.flatMap(({ properties }) => properties.flatMap(({ id, value }) => (id === 'unit' && value ? [String(value)] : [])));

function withoutUnit({ type, fieldConfig, targets = [] }: Panel): string | undefined {
  const { unit } = fieldConfig?.defaults ?? {};
  const misspelt = [unit, ...unitsOf(fieldConfig?.overrides)].find((each) => each && !isKnownUnit(each));
  if (misspelt) return `has the unit "${misspelt}", which nobody knows.`;
  if (NUMERIC.includes(type)) return unit ? undefined : 'has no unit.';
  if (type !== 'table' || targets.some(({ datasource }) => datasource.type === 'tempo')) return undefined;
  const units = unitsOf(fieldConfig?.overrides);
  return units.length === targets.length ? undefined : `has ${targets.length} value columns and ${units.length} units.`;
}

function withoutWay(panel: Panel): string | undefined {
  const urls = linksOf(panel).map(({ url }) => url);
  const service = /\$\{__field\.labels\.service_name:|\$\{__data\.fields\["Service"\]:|\$\{service:/;
  for (const source of ['tempo', 'loki'] as const) {
    const url = urls.find((entry) => entry.startsWith('/explore?') && entry.includes(filledIn(dataSourceVariable(source))));
    if (!url) return `has no link to ${source}.`;
    if (!service.test(url)) return `has a link to ${source} that does not carry the service.`;
    if (!url.includes(filledIn('__from')) || !url.includes(filledIn('__to')))
      return `has a link to ${source} that does not carry the time range.`;
  }
  return undefined;
}

function misplaced(board: Board): string[] {
  const cells = new Map<string, string>();
  return board.panels.flatMap(({ title, gridPos: { x, y, w, h } }) => {
    if (w < 1 || h < 1 || x < 0 || x + w > COLUMNS) return [`"${title}" reaches beyond the ${COLUMNS} columns.`];
    const met = new Set<string>();
    for (let column = x; column < x + w; column++) {
      for (let line = y; line < y + h; line++) {
        const cell = `${column},${line}`;
        const other = cells.get(cell);
        if (other !== undefined) met.add(other);
        cells.set(cell, title);
      }
    }
    return [...met].map((other) => `"${title}" lies over "${other}".`);
  });
}

function misnumbered(board: Board): string[] {
  const ids = board.panels.map(({ id }) => id);
  const wrong = ids.filter((id, at) => !Number.isInteger(id) || id < 1 || ids.indexOf(id) !== at);
  const panels = wrong.map((id) => `panel id ${id} is missing, below 1 or used twice.`);
  const targets = dataPanels(board).flatMap(({ title, targets: all = [] }) => {
    const expected = all.map((_, at) => String.fromCharCode(65 + at));
    return all.every(({ refId }, at) => refId === expected[at])
      ? []
      : [`panel "${title}" has the refIds ${all.map(({ refId }) => refId)}, not ${expected}.`];
  });
  return [...panels, ...targets];
}

function repeated(board: Board): string[] {
  const titles = dataPanels(board).map(({ title }) => title);
  return titles.filter((title, at) => titles.indexOf(title) !== at).map((title) => `two panels are called "${title}".`);
}

const hasTemplatedSource = ({ datasource, targets = [] }: Panel): boolean =>
  [datasource, ...targets.map((target) => target.datasource)].every((ref) => ref && ref.uid === filledIn(`${ref.type}_datasource`));

export const PANEL_RULES: readonly Rule[] = [
  {
    name: 'panel-datasource',
    because: 'Someone who imports the dashboard has data sources with other uids',
    check: each((panel) => (hasTemplatedSource(panel) ? undefined : 'asks a fixed data source and not the chosen one.')),
  },
  { name: 'panel-title-description', because: 'A graph alone does not say what to do', check: each(undescribed) },
  { name: 'panel-titles-differ', because: 'People talk about a panel by its title', check: repeated },
  { name: 'panel-units', because: 'A number without a unit is misread', check: each(withoutUnit) },
  {
    name: 'panel-no-targets',
    because: 'A panel without a query is empty for ever',
    check: each(({ targets = [] }) => (targets.length > 0 ? undefined : 'has no query.')),
  },
  {
    name: 'panel-empty-text',
    because: '"No data" does not tell "nothing happened" from "nothing is measured"',
    check: each(({ fieldConfig }) => (fieldConfig?.defaults.noValue ? undefined : 'does not say what it means when it is empty.')),
  },
  { name: 'panel-links', because: 'From a number to the traces and logs behind it is one click', check: each(withoutWay) },
  {
    name: 'panel-legend',
    because: 'Without a legend lines have no names; the SDK hides it',
    check: each(({ type, options }) => (type !== 'timeseries' || options?.legend?.showLegend ? undefined : 'hides its legend.')),
  },
  {
    name: 'panel-exemplars',
    because: 'A slow request is one click away where exemplars are shown',
    check: each(({ type, targets = [] }) => {
      const timed = (expr: string): boolean => type === 'heatmap' || AN_EXPRESSION_WITH_QUANTILES.test(expr);
      const without = targets.find(({ expr = '', instant, exemplar }) => timed(expr) && !instant && !exemplar);
      return without && `does not show exemplars on query ${without.refId}.`;
    }),
  },
  { name: 'panel-ids', because: 'Grafana loses panels without their own id, and queries without their own letter', check: misnumbered },
  { name: 'panel-grid', because: 'A panel over another can’t be read', check: misplaced },
];
