// A panel asks data sources that there are, and as much as its source says.

import { DATA_SOURCES } from '../../kit/data-sources.ts';
import type { Board } from '../../render/board.ts';
import { fill } from '../../render/template.ts';
import type { Check } from './check.ts';

/** The uid that a reference leads to: a data source variable stands for the one that it starts at. */
function resolvedUid(board: Board, uid: string): string {
  return fill(uid, ({ expression }) => {
    const variable = board.templating.list.find(({ name, type }) => type === 'datasource' && name === expression);
    const value = variable?.current?.value;
    return typeof value === 'string' ? value : value?.[0];
  });
}

/** Whether provisioning has a data source of this uid, and of this type where one is wanted. */
export const isProvisioned = (uid: string, type?: string): boolean =>
  Object.values(DATA_SOURCES).some((source) => source.uid === uid && (type === undefined || source.type === type));

export const checkSources: Check = async ({ board, panel, queries }) => {
  const { targets = [] } = panel;
  const missing = targets.length === queries ? [] : [`asks ${targets.length} of ${queries} questions.`];
  const unknown = targets
    .filter(({ datasource: { uid, type } }) => !isProvisioned(resolvedUid(board, uid), type))
    .map(
      ({ refId, datasource: { uid, type } }) => `query ${refId} asks the data source "${uid}", and there is no such one of type ${type}.`,
    );
  return [...missing, ...unknown];
};
