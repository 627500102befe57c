// Every value of every variable, one at a time: what is shown of it when all is chosen must be there when it alone is chosen.

import type { Board, Panel, Target, Variable } from '../render/board.ts';
import type { Ground } from './checks/check.ts';
import { foundIn } from './found.ts';
import { choicesOf } from './questions.ts';
import { isHealthyEmpty, nameOf, type Subject } from './subject.ts';

export interface ValueCounts {
  /** Values that were chosen. */
  values: number;
  /** Values beyond the limit. */
  leftOut: number;
  /** Queries, each with each value. */
  withData: number;
  healthyEmpty: number;
  /** Nothing was shown of the value when all was chosen either. */
  ofOthers: number;
  readonly failed: string[];
}

interface Chosen {
  readonly variable: Variable;
  readonly label: string;
  readonly value: string;
}

/** The label that a variable offers the values of. */
function labelOf({ query }: Variable): string {
  const text = typeof query === 'string' ? query : (query?.query ?? '');
  return /, (\w+)\)$/.exec(text)?.[1] ?? '';
}

export async function proveValues(board: Board, subjects: readonly Subject[], ground: Ground, atMost: number): Promise<ValueCounts> {
  const counts: ValueCounts = { values: 0, leftOut: 0, withData: 0, healthyEmpty: 0, ofOthers: 0, failed: [] };
  const asking = subjects.filter(({ kind }) => kind === 'panel' || kind === 'annotation');
  for (const variable of board.templating.list.filter(({ type }) => type === 'query')) {
    const offered = await ground.questions.optionsOf(board, variable).catch((error: Error) => {
      counts.failed.push(`${board.title} › variable ${variable.name}: ${error.message}`);
      return [];
    });
    counts.leftOut += Math.max(0, offered.length - atMost);
    for (const value of offered.slice(0, atMost)) {
      counts.values += 1;
      const chosen = { variable, label: labelOf(variable), value };
      await Promise.all(
        asking.flatMap((subject) => (subject.panel.targets ?? []).map((target) => proveOne(subject, target, chosen, ground, counts))),
      );
    }
  }
  return counts;
}

async function proveOne(
  subject: Subject,
  target: Target,
  { variable, label, value }: Chosen,
  ground: Ground,
  counts: ValueCounts,
): Promise<void> {
  const { board, panel } = subject;
  const place = `${nameOf(subject)}: query ${target.refId} with ${variable.name} "${value}"`;
  const found = (chosen: Readonly<Record<string, string>>) => findings(panel, target, board, chosen, ground);
  try {
    if ((await found({ [variable.name]: value })).length > 0) counts.withData += 1;
    else if ((await found({})).some((labels) => labels[label] === value)) {
      counts.failed.push(`${place} finds nothing, though with all chosen it is shown.`);
    } else if (isHealthyEmpty(panel)) counts.healthyEmpty += 1;
    else counts.ofOthers += 1;
  } catch (error) {
    counts.failed.push(`${place}: ${(error as Error).message}`);
  }
}

const findings = async (panel: Panel, target: Target, board: Board, chosen: Readonly<Record<string, string>>, { questions }: Ground) =>
  foundIn(await questions.answer(panel, target, choicesOf(board, chosen)));
