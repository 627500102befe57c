// What a check of a subject is, and what it stands on.

import type { Board } from '../../render/board.ts';
import type { Choice } from '../../render/choices.ts';
import type { Language, Matcher } from '../query-parts.ts';
import { type Chosen, choicesOf, type Questions } from '../questions.ts';
import type { Subject } from '../subject.ts';

export interface Ground {
  readonly questions: Questions;
  readonly boards: readonly Board[];
  /** One value of each variable, which together find something everywhere; undefined where nobody has arranged for that. */
  readonly one: Chosen | undefined;
}

/** One sentence for each thing that is wrong; none when all is well. */
export type Check = (subject: Subject, ground: Ground) => Promise<string[]>;

const LANGUAGES: Readonly<Record<string, Language>> = { prometheus: 'promql', loki: 'logql', tempo: 'traceql' };

/** Undefined for a kind of data source that has none of the three. */
export const languageOf = ({ datasource }: { readonly datasource: { readonly type: string } }): Language | undefined =>
  LANGUAGES[datasource.type];

export const allChosen = ({ board }: Subject): Choice[] => choicesOf(board, {});
export const oneChosen = ({ board }: Subject, one: Chosen): Choice[] => choicesOf(board, one);

/** A value that no store has. */
const NOBODY = 'nobody-has-this';
export const nobodyChosen = ({ board }: Subject, variable: string): Choice[] => choicesOf(board, { [variable]: NOBODY });

export const describeMatcher = ({ label, operator, value }: Matcher): string => `${label}${operator}"${value}"`;
