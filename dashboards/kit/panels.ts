// Makes panels, and refuses those that would leave a reader alone: no description, no unit, no way to traces and logs.

import type { Attribute } from '../../instrumentation/vocabulary/index.ts';
import { prometheusLabel } from '../../instrumentation/vocabulary/index.ts';
import type { Expression } from './expression.ts';
import type {
  BarsPanel,
  DataPanel,
  HeatmapPanel,
  LogsPanel,
  PanelFrame,
  StatesPanel,
  StatPanel,
  TablePanel,
  TextPanel,
  TimeSeriesPanel,
  TracesPanel,
} from './model.ts';

/** What a maker is given: everything but the kind; width and height have defaults. */
type Spec<P extends DataPanel> = Omit<P, 'kind' | keyof PanelFrame> & Pick<P, 'links'> & Partial<PanelFrame>;

const TEXTS = ['title', 'shows', 'normal', 'otherwise', 'empty'] as const;

function refuse(panel: DataPanel, reason: string): never {
  throw new Error(`Panel "${panel.title}" ${reason}`);
}

function checkExpressions(panel: DataPanel, expressions: readonly Expression[]): void {
  if (expressions.length === 0) refuse(panel, 'has no query; give it one.');
  if (expressions.some((expression) => expression.unit === ''))
    refuse(panel, 'has a query without a unit; take the unit from the vocabulary.');
  const sources = new Set(expressions.map((expression) => expression.source));
  if (sources.size > 1) refuse(panel, `asks ${[...sources].join(' and ')}; ask one data source a panel.`);
}

function checkOneUnit(panel: DataPanel, expressions: readonly Expression[]): void {
  const units = new Set(expressions.map((expression) => expression.unit));
  if (units.size > 1) refuse(panel, `mixes the units ${[...units].join(' and ')}; make a panel for each.`);
}

/** A link can only carry a label that every result has. */
function checkLinkLabels(panel: DataPanel, expressions: readonly Expression[]): void {
  const missing = (attribute: Attribute): boolean => expressions.some(({ labels }) => !labels.includes(prometheusLabel(attribute)));
  const attribute = panel.links.flatMap((link) => (link.chosen ? [] : link.by)).find(missing);
  if (attribute)
    refuse(
      panel,
      `has a link that carries ${attribute.key}, which its results don't have; ask by ${attribute.key} or drop it from the link.`,
    );
}

/** @throws Error when the panel lacks a text, a unit, or a link to traces or logs. */
function checked<P extends DataPanel>(panel: P): P {
  for (const name of TEXTS) if (panel[name].trim() === '') refuse(panel, `has no text for "${name}"; write one sentence.`);
  for (const signal of ['traces', 'logs'] as const) {
    if (!panel.links.some((link) => link.to === signal)) refuse(panel, `has no link to ${signal}; add one.`);
  }
  return panel;
}

/** @throws Error when the panel is incomplete, or its queries differ in unit or data source. */
export function timeSeries(spec: Spec<TimeSeriesPanel>): TimeSeriesPanel {
  const panel = checked<TimeSeriesPanel>({ kind: 'timeSeries', width: 12, height: 9, ...spec });
  const expressions = panel.queries.map((query) => query.expression);
  checkExpressions(panel, expressions);
  checkOneUnit(panel, expressions);
  checkLinkLabels(panel, expressions);
  return panel;
}

/** @throws Error when the panel is incomplete. */
export function stat(spec: Spec<StatPanel>): StatPanel {
  const panel = checked<StatPanel>({ kind: 'stat', width: 6, height: 5, ...spec });
  checkExpressions(panel, [panel.query.expression]);
  checkLinkLabels(panel, [panel.query.expression]);
  return panel;
}

/** @throws Error when the panel is incomplete, or is ordered by a heading that it doesn't have. */
export function table(spec: Spec<TablePanel>): TablePanel {
  const panel = checked<TablePanel>({ kind: 'table', width: 24, height: 9, ...spec });
  const expressions = panel.values.map((value) => value.expression);
  checkExpressions(panel, expressions);
  checkLinkLabels(panel, expressions);
  const headings = panel.values.map((value) => value.heading);
  if (!headings.includes(panel.orderBy)) refuse(panel, `is ordered by "${panel.orderBy}"; its values are ${headings.join(', ')}.`);
  // A log store has no columns for labels, and all of its answers have the same name.
  const one = expressions[0]?.source === 'loki';
  if (one !== (headings.length === 1)) refuse(panel, `has ${headings.length} value columns; one for log lines, two or more for metrics.`);
  return panel;
}

/** @throws Error when the panel is incomplete. */
export function heatmap(spec: Spec<HeatmapPanel>): HeatmapPanel {
  const panel = checked<HeatmapPanel>({ kind: 'heatmap', width: 12, height: 9, ...spec });
  checkExpressions(panel, [panel.query.expression]);
  checkLinkLabels(panel, [panel.query.expression]);
  return panel;
}

/** @throws Error when the panel is incomplete. */
export function states(spec: Spec<StatesPanel>): StatesPanel {
  const panel = checked<StatesPanel>({ kind: 'states', width: 24, height: 6, ...spec });
  checkExpressions(panel, [panel.query.expression]);
  checkLinkLabels(panel, [panel.query.expression]);
  return panel;
}

/** @throws Error when the panel is incomplete, or its queries differ in unit or data source. */
export function bars(spec: Spec<BarsPanel>): BarsPanel {
  const panel = checked<BarsPanel>({ kind: 'bars', width: 12, height: 9, ...spec });
  const expressions = panel.queries.map((query) => query.expression);
  checkExpressions(panel, expressions);
  checkOneUnit(panel, expressions);
  checkLinkLabels(panel, expressions);
  return panel;
}

export const text = (spec: Omit<TextPanel, 'kind'>): TextPanel => ({ kind: 'text', ...spec });

/** @throws Error when the panel is incomplete. */
export const logs = (spec: Spec<LogsPanel>): LogsPanel => checked<LogsPanel>({ kind: 'logs', width: 24, height: 12, ...spec });

/** @throws Error when the panel is incomplete. */
export const traces = (spec: Spec<TracesPanel>): TracesPanel => checked<TracesPanel>({ kind: 'traces', width: 12, height: 9, ...spec });
