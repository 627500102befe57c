// Both sides of an operator are told apart by the same labels: otherwise what has no partner is lost, or what has one is counted twice,
// and the rest still looks right.

import type { Target } from '../../render/board.ts';
import { foundIn } from '../found.ts';
import { operatorsIn } from '../query-parts.ts';
import { type Subject, textOf } from '../subject.ts';
import { allChosen, type Check, type Ground, languageOf } from './check.ts';

/** Names of the labels that a part of the query finds; undefined where it finds nothing, such as a version that is no newer. */
async function labelNames(part: string, target: Target, subject: Subject, { questions }: Ground): Promise<string | undefined> {
  const found = foundIn(await questions.answer(subject.panel, { ...target, expr: part }, allChosen(subject)));
  const names = [...new Set(found.flatMap((labels) => Object.keys(labels)))].sort();
  return found.length === 0 ? undefined : names.join(', ') || 'no label';
}

async function complaintsAbout(target: Target, subject: Subject, ground: Ground): Promise<string[]> {
  const language = languageOf(target);
  if (language === undefined || language === 'traceql') return [];
  const text = textOf(target);
  const complaints: string[] = [];
  for (const sides of operatorsIn(language, text)) {
    const [left, right] = await Promise.all(sides.map(({ from, to }) => labelNames(text.slice(from, to), target, subject, ground)));
    if (left === undefined || right === undefined || left === right) continue;
    complaints.push(`query ${target.refId}: an operator has ${left} on its left and ${right} on its right.`);
  }
  return complaints;
}

export const checkSides: Check = async (subject, ground) => {
  if (ground.one === undefined) return [];
  const complaints: string[] = [];
  for (const target of subject.panel.targets ?? []) complaints.push(...(await complaintsAbout(target, subject, ground)));
  return complaints;
};
