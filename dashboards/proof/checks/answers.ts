// Every query finds something, with all chosen and with one value of each variable.

import type { Target } from '../../render/board.ts';
import type { Choice } from '../../render/choices.ts';
import { foundIn } from '../found.ts';
import { isHealthyEmpty, type Subject } from '../subject.ts';
import { allChosen, type Check, type Ground, oneChosen } from './check.ts';

export type Outcome = 'data' | 'empty' | { readonly refused: string };

/** What becomes of one query. */
export async function outcomeOf({ panel }: Subject, target: Target, choices: readonly Choice[], { questions }: Ground): Promise<Outcome> {
  try {
    return foundIn(await questions.answer(panel, target, choices)).length > 0 ? 'data' : 'empty';
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

export const checkAnswers: Check = async (subject, ground) => {
  const { panel } = subject;
  // A past that has one of everything leaves no query empty; any other may, where that is said to be a healthy sign.
  const excused = ground.one === undefined && isHealthyEmpty(panel);
  const choices = [
    ['all chosen', allChosen(subject)] as const,
    ...(ground.one ? [['one of each chosen', oneChosen(subject, ground.one)] as const] : []),
  ];
  const complaints: string[] = [];
  for (const [words, chosen] of choices) {
    for (const target of panel.targets ?? []) {
      const outcome = await outcomeOf(subject, target, chosen, ground);
      if (outcome === 'empty' && !excused) complaints.push(`query ${target.refId} finds nothing with ${words}.`);
      if (typeof outcome === 'object') complaints.push(`query ${target.refId} with ${words}: ${outcome.refused}`);
    }
  }
  return complaints;
};
