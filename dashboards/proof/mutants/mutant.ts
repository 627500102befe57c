// A dashboard that is wrong in one place, of which the proof has to complain.

import type { Panel, Target } from '../../render/board.ts';
import { nameOf, type Subject } from '../subject.ts';

export interface Mutant {
  /** What was done, the same words for all of a kind. */
  readonly kind: string;
  /** Where, and to what. */
  readonly name: string;
  readonly subject: Subject;
}

/** Put behind a name, it is a name that nobody has. */
export const broken = (name: string): string => `${name}_broken`;

export const mutantOf = (kind: string, what: string, subject: Subject, panel: Panel): Mutant => ({
  kind,
  name: `${nameOf(subject)} › ${what}`,
  subject: { ...subject, panel },
});

/** The panel with one of its queries changed. */
export const withTarget = (panel: Panel, changed: Target): Panel => ({
  ...panel,
  targets: (panel.targets ?? []).map((target) => (target.refId === changed.refId ? changed : target)),
});
