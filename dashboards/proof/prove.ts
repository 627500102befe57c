// The proof: every query of every dashboard with every choice, then the same dashboards broken in one place after the other.

import type { Dashboard } from '../kit/model.ts';
import type { Board } from '../render/board.ts';
import { Turns } from '../render/queries/turns.ts';
import { outcomeOf } from './checks/answers.ts';
import { allChosen, type Ground, oneChosen } from './checks/check.ts';
import { complaintsAbout, verdictOn } from './judge.ts';
import type { Mutant } from './mutants/mutant.ts';
import { panelMutants } from './mutants/panel-mutants.ts';
import { queryMutants } from './mutants/query-mutants.ts';
import { isHealthyEmpty, type Subject, subjectsOf } from './subject.ts';
import { proveValues, type ValueCounts } from './values.ts';

/** Subjects and mutants that are looked at side by side; how many queries are on their way is bounded apart from that. */
const SIDE_BY_SIDE = 16;

export interface BoardProof {
  readonly uid: string;
  readonly title: string;
  readonly panels: number;
  readonly queries: number;
  readonly values: ValueCounts;
  /** Queries with all chosen, and with one of each. */
  readonly withData: number;
  readonly healthyEmpty: number;
  readonly failed: readonly string[];
}

export interface MutationProof {
  readonly kind: string;
  made: number;
  byProof: number;
  byRules: number;
  readonly survivors: string[];
}

export type Tell = (text: string) => void;

/** What can be broken in the dashboards. */
export const mutantsOf = (subjects: readonly Subject[]): Mutant[] =>
  subjects.flatMap((subject) => [...queryMutants(subject), ...panelMutants(subject)]);

/** Proves a dashboard as it is. */
export async function proveBoard(board: Board, models: readonly Dashboard[], ground: Ground, valuesAtMost: number): Promise<BoardProof> {
  const subjects = subjectsOf(board, models);
  const complaints = await sideBySide(subjects, (subject) => complaintsAbout(subject, ground));
  const counts = await countOutcomes(subjects, ground);
  const values = await proveValues(board, subjects, ground, valuesAtMost);
  const failed = [...new Set([...complaints.flat(), ...values.failed])];
  const panels = subjects.filter(({ kind }) => kind === 'panel' || kind === 'text').length;
  return { uid: board.uid, title: board.title, panels, ...counts, values, failed };
}

async function countOutcomes(
  subjects: readonly Subject[],
  ground: Ground,
): Promise<Pick<BoardProof, 'queries' | 'withData' | 'healthyEmpty'>> {
  const counts = { queries: 0, withData: 0, healthyEmpty: 0 };
  for (const subject of subjects) {
    for (const target of subject.panel.targets ?? []) {
      counts.queries += 1;
      for (const choices of [allChosen(subject), ...(ground.one ? [oneChosen(subject, ground.one)] : [])]) {
        const outcome = await outcomeOf(subject, target, choices, ground);
        if (outcome === 'data') counts.withData += 1;
        else if (outcome === 'empty' && isHealthyEmpty(subject.panel)) counts.healthyEmpty += 1;
      }
    }
  }
  return counts;
}

/** Says of each mutant what noticed it; by kind, in the order in which kinds are met. */
export async function proveMutants(mutants: readonly Mutant[], ground: Ground, tell: Tell): Promise<MutationProof[]> {
  const kinds = new Map<string, MutationProof>();
  let done = 0;
  await sideBySide(mutants, async (mutant) => {
    const { kind, name } = mutant;
    const counts = kinds.get(kind) ?? { kind, made: 0, byProof: 0, byRules: 0, survivors: [] };
    kinds.set(kind, counts);
    const verdict = await verdictOn(mutant, ground);
    counts.made += 1;
    if (verdict === 'proof') counts.byProof += 1;
    else if (verdict === 'rules') counts.byRules += 1;
    else counts.survivors.push(name);
    done += 1;
    if (done % 500 === 0) tell(`${done} of ${mutants.length} mutants`);
  });
  return [...kinds.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

function sideBySide<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const turns = new Turns(SIDE_BY_SIDE);
  return Promise.all(all.map((one) => turns.take(() => work(one))));
}
