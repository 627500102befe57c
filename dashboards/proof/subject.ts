// What is proven one by one: panels, texts, annotations and variables; the last two are put like panels, so that one proof fits all.

import { dataSourceRef } from '../kit/data-sources.ts';
import type { Dashboard, Panel as PanelModel } from '../kit/model.ts';
import { type Board, dataPanels, type Panel, type Target, type Variable } from '../render/board.ts';

export interface Subject {
  readonly board: Board;
  readonly kind: 'panel' | 'text' | 'annotation' | 'variable';
  readonly panel: Panel;
  /** How many queries the source of the dashboard gives it. */
  readonly queries: number;
}

const NOWHERE = { id: -1, gridPos: { x: 0, y: 0, w: 24, h: 1 }, type: 'stat' } as const;

function queriesIn(model: PanelModel): number {
  if ('queries' in model) return model.queries.length;
  if ('values' in model) return model.values.length;
  return model.kind === 'text' ? 0 : 1;
}

/** @param models the dashboards as they are written, to know what is missing in the JSON */
export function subjectsOf(board: Board, models: readonly Dashboard[]): Subject[] {
  const written = models.find(({ uid }) => uid === board.uid)?.rows.flatMap(({ panels }) => panels) ?? [];
  const panels = dataPanels(board).map((panel): Subject => {
    const model = written.find(({ title }) => title === panel.title);
    return { board, kind: panel.type === 'text' ? 'text' : 'panel', panel, queries: model ? queriesIn(model) : 0 };
  });
  const annotations = board.annotations.list.map((entry): Subject => {
    const legendFormat = `${entry.titleFormat ?? ''} ${entry.textFormat ?? ''}`;
    const target = { refId: 'A', datasource: entry.datasource, expr: entry.expr ?? '', legendFormat, interval: entry.step ?? '' };
    return { board, kind: 'annotation', panel: { ...NOWHERE, title: `annotation ${entry.name}`, targets: [target] }, queries: 1 };
  });
  return [...panels, ...annotations, ...board.templating.list.flatMap((variable) => variableOf(board, variable))];
}

/** `label_values(selector, label)` as the query that counts what the variable offers. */
function variableOf(board: Board, variable: Variable): Subject[] {
  const text = typeof variable.query === 'string' ? variable.query : (variable.query?.query ?? '');
  const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(text) ?? [];
  if (variable.type !== 'query' || !selector || !label) return [];
  const target: Target = {
    refId: 'A',
    datasource: dataSourceRef('prometheus'),
    expr: `count by (${label}) (last_over_time(${selector}[$__range]))`,
    legendFormat: `{{${label}}}`,
    instant: true,
  };
  return [{ board, kind: 'variable', panel: { ...NOWHERE, title: `variable ${variable.name}`, targets: [target] }, queries: 1 }];
}

/** Whether the panel says of itself that it is well when it is empty, and in what words. */
export const isHealthyEmpty = ({ description = '', fieldConfig }: Panel): boolean =>
  description.includes('**Normal:** Empty') && Boolean(fieldConfig?.defaults.noValue);

export const textOf = ({ expr, query }: Target): string => expr ?? query ?? '';

export const nameOf = ({ board, panel }: Subject): string => `${board.title} › ${panel.title}`;
