// A table's transformations and overrides name columns, series and queries that there are, and a trace search shows what spans have.

import { NOTHING, type PanelData } from '../../render/answers.ts';
import type { Panel, Transformation } from '../../render/board.ts';
import { type Frame, tableOf } from '../../render/table-frame.ts';
import { fillLabels } from '../../render/template.ts';
import { foundIn } from '../found.ts';
import { partsOf } from '../query-parts.ts';
import { type Subject, textOf } from '../subject.ts';
import { allChosen, type Check, type Ground } from './check.ts';

/** All that the panel's queries find, as the viewer draws it. */
export async function dataOf(subject: Subject, { questions }: Ground): Promise<PanelData> {
  const { panel } = subject;
  const parts = await Promise.all((panel.targets ?? []).map((target) => questions.answer(panel, target, allChosen(subject))));
  return {
    ...NOTHING,
    series: parts.flatMap(({ series = [] }) => series),
    lines: parts.flatMap(({ lines = [] }) => lines),
    traces: parts.flatMap(({ traces = [] }) => traces),
    spans: parts.flatMap(({ spans = [] }) => spans),
  };
}

/** A table whose rows are made of series; a trace search brings columns of its own. */
export const isTableOfSeries = ({ type, targets = [] }: Panel): boolean =>
  type === 'table' && targets.every(({ datasource }) => datasource.type !== 'tempo');

const upTo = (panel: Panel, id: string): readonly Transformation[] => {
  const all = panel.transformations ?? [];
  const at = all.findIndex((entry) => entry.id === id);
  return at === -1 ? all : all.slice(0, at);
};

function unknownNames(panel: Panel, data: PanelData): string[] {
  const before = tableOf({ ...panel, transformations: upTo(panel, 'organize') }, data).columns;
  const after = tableOf(panel, data).columns;
  const { renameByName = {}, indexByName = {} } = (panel.transformations?.find(({ id }) => id === 'organize')?.options ?? {}) as Record<
    string,
    Readonly<Record<string, unknown>>
  >;
  const [sort] = (panel.transformations?.find(({ id }) => id === 'sortBy')?.options.sort ?? []) as { field: string }[];
  const named = [...new Set([...Object.keys(renameByName), ...Object.keys(indexByName)])];
  return [
    ...named.filter((name) => !before.includes(name)).map((name) => `a transformation names the column "${name}", which there is not.`),
    ...(sort && !after.includes(sort.field) ? [`rows are ordered by "${sort.field}", which is no column.`] : []),
  ];
}

/** Columns of which no row has anything. */
const emptyColumns = ({ columns, rows }: Frame): string[] =>
  columns
    .filter((name) => rows.every((row) => row[name] === null || row[name] === undefined))
    .map((name) => `the column "${name}" is empty.`);

function unmatched(panel: Panel, names: readonly string[]): string[] {
  return (panel.fieldConfig?.overrides ?? []).flatMap(({ matcher: { id, options } }) => {
    if (id === 'byName' && !names.includes(String(options))) return [`an override names "${options}", which is not shown.`];
    const isAsked = panel.targets?.some(({ refId }) => refId === options);
    return id === 'byFrameRefID' && !isAsked ? [`an override is for query ${options}, which there is not.`] : [];
  });
}

export const checkColumns: Check = async (subject, ground) => {
  const { panel } = subject;
  if (subject.kind !== 'panel') return [];
  const data = await dataOf(subject, ground);
  if (isTableOfSeries(panel)) {
    if (data.series.length === 0) return [];
    const frame = tableOf(panel, data);
    return [...unknownNames(panel, data), ...emptyColumns(frame), ...unmatched(panel, frame.columns)];
  }
  const legends = new Map((panel.targets ?? []).map(({ refId, legendFormat = '' }) => [refId, legendFormat]));
  const names = data.series.map(({ refId, labels }) => fillLabels(legends.get(refId) ?? '', labels));
  // A list of spans has a column for each attribute; one without spans has none to name.
  const attributes = data.spans.flatMap((span) => Object.keys(span.attributes));
  const isEmptyList = names.length === 0 && attributes.length === 0;
  return [...(isEmptyList ? [] : unmatched(panel, [...names, ...attributes])), ...unseenAttributes(panel, data)];
};

/** What a trace search selects is in some span of those that it finds. */
function unseenAttributes({ targets = [] }: Panel, data: PanelData): string[] {
  const found = foundIn({ spans: data.spans });
  if (found.length === 0) return [];
  const shown = targets
    .filter(({ datasource }) => datasource.type === 'tempo')
    .flatMap((target) => partsOf('traceql', textOf(target)).shown.map(({ from, to }) => textOf(target).slice(from, to)));
  return shown
    .map((name) => name.replace(/^(span|resource)\./, ''))
    .filter((key) => found.every((labels) => !labels[key]))
    .map((key) => `no span has the attribute ${key}, which the search shows.`);
}
