// Whether a panel, text, annotation or variable is proven, and whether the proof notices when one is not.

import type { Board as LintBoard } from '../lint/board.ts';
import { RULES } from '../lint/rules.ts';
import { checkAnswers } from './checks/answers.ts';
import type { Check, Ground } from './checks/check.ts';
import { checkColumns } from './checks/columns.ts';
import { checkLabels } from './checks/labels.ts';
import { checkLinks } from './checks/links.ts';
import { checkSelectors } from './checks/selectors.ts';
import { checkSides } from './checks/sides.ts';
import { checkSources } from './checks/sources.ts';
import type { Mutant } from './mutants/mutant.ts';
import { nameOf, type Subject } from './subject.ts';

/** In this order: a panel that asks in vain has no labels to look at. */
const CHECKS: readonly Check[] = [checkSources, checkAnswers, checkLabels, checkColumns, checkSides, checkSelectors, checkLinks];

/** All that is wrong, up to the first check that complains: what comes after it would only repeat it. */
export async function complaintsAbout(subject: Subject, ground: Ground): Promise<string[]> {
  for (const check of CHECKS) {
    const wrong = await check(subject, ground).catch((error: Error) => [error.message]);
    if (wrong.length > 0) return wrong.map((sentence) => `${nameOf(subject)}: ${sentence}`);
  }
  return [];
}

/** The rules that blame the dashboard with this panel or annotation in it. */
function lint({ board, kind, panel }: Subject): string[] {
  const panels = kind === 'panel' || kind === 'text' ? board.panels.map((entry) => (entry.id === panel.id ? panel : entry)) : board.panels;
  const list = board.annotations.list.map((entry) =>
    kind === 'annotation' && panel.title === `annotation ${entry.name}` ? { ...entry, expr: panel.targets?.[0]?.expr } : entry,
  );
  const changed = { ...board, panels, annotations: { list } } as unknown as LintBoard;
  return RULES.flatMap((rule) => rule.check(changed));
}

/** What noticed the mutant: the answers of the stores and what is read of them, or the rules alone. */
export type Verdict = 'proof' | 'rules' | 'nothing';

export async function verdictOn({ subject }: Mutant, ground: Ground): Promise<Verdict> {
  if ((await complaintsAbout(subject, ground)).length > 0) return 'proof';
  return lint(subject).length > 0 ? 'rules' : 'nothing';
}
