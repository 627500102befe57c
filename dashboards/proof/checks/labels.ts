// What is found carries the labels that the panel reads: those of its legend, of its links and of its columns.

import type { Panel, Target } from '../../render/board.ts';
import { foundIn, type Labels } from '../found.ts';
import { allChosen, type Check } from './check.ts';

const IN_LEGEND = /\{\{\s*([\w.]+)\s*\}\}/g;
const IN_LINK = /\$\{__field\.labels\.(\w+)/g;
/** Columns of values, named after the query or after how they were reduced. */
const VALUE_COLUMN = /^(Time|Value( #[A-Z])?|Last \*|Field)$/;

const namesIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name as string);

/** Columns that a table names, without those of values. */
export function keyColumns({ transformations = [] }: Panel): string[] {
  const { renameByName = {}, indexByName = {} } = (transformations.find(({ id }) => id === 'organize')?.options ?? {}) as Record<
    string,
    Readonly<Record<string, unknown>>
  >;
  return [...new Set([...Object.keys(renameByName), ...Object.keys(indexByName)])].filter((name) => !VALUE_COLUMN.test(name));
}

/** Labels that the panel reads of what one of its queries finds. */
function labelsRead(panel: Panel, { legendFormat = '', datasource }: Target): string[] {
  // Lists of lines and traces have links of their own, which carry what is chosen.
  if (datasource.type === 'tempo' || panel.type === 'logs') return [];
  const links = (panel.fieldConfig?.defaults.links ?? []).flatMap(({ url }) => namesIn(url, IN_LINK));
  return [...new Set([...namesIn(legendFormat, IN_LEGEND), ...links, ...keyColumns(panel)])];
}

/** What stands in a label that has no value of its own: `(no route)`. */
const isStandIn = (value: string): boolean => value.startsWith('(');

/** @param all whether a past has been arranged in which everything has a value somewhere */
function complaintAbout(label: string, found: readonly Labels[], all: boolean): string | undefined {
  if (found.length === 0) return `nothing has a value of ${label}.`;
  const values = found.map((labels) => labels[label] ?? '');
  const without = values.filter((value) => value === '').length;
  if (without > 0) return `${without} of ${values.length} results have no ${label}, which the panel reads.`;
  return all && values.every(isStandIn) ? `all results have "${values[0]}" as ${label}.` : undefined;
}

export const checkLabels: Check = async (subject, { questions, one }) => {
  const complaints: string[] = [];
  for (const target of subject.panel.targets ?? []) {
    const read = labelsRead(subject.panel, target);
    if (read.length === 0) continue;
    const found = foundIn(await questions.answer(subject.panel, target, allChosen(subject)));
    // A choice leaves out what has no value.
    const offered = subject.kind === 'variable' ? found.filter((labels) => read.every((label) => labels[label])) : found;
    const wrong = found.length === 0 ? [] : read.flatMap((label) => complaintAbout(label, offered, one !== undefined) ?? []);
    complaints.push(...wrong.map((sentence) => `query ${target.refId}: ${sentence}`));
  }
  return complaints;
};
