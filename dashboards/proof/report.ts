// What a run of the proof found, as it is kept in docs/dashboards-proof.json, and its table.

import type { BoardProof, MutationProof } from './prove.ts';

export interface Report {
  /** Day of the run. */
  readonly date: string;
  /** What the queries went through. */
  readonly through: string;
  readonly seed: number;
  readonly pastS: number;
  readonly tookS: number;
  /** Different questions that were sent, those about mutants included. */
  readonly asked: number;
  readonly boards: readonly BoardProof[];
  /** Places in which the dashboards could be broken. */
  readonly possible: number;
  /** Empty where nobody has arranged a past that has one of everything. */
  readonly mutants: readonly MutationProof[];
}

/** Share of mutants that has to be noticed. */
export const LEAST_KILLED = 0.95;

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);

export const failuresOf = ({ boards }: Pick<Report, 'boards'>): string[] => boards.flatMap(({ failed }) => failed);

export interface Kills {
  readonly made: number;
  readonly byProof: number;
  readonly byRules: number;
  readonly killed: number;
}

export function killsOf(mutants: readonly MutationProof[]): Kills {
  const [byProof, byRules] = [sum(mutants, (each) => each.byProof), sum(mutants, (each) => each.byRules)];
  return { made: sum(mutants, ({ made }) => made), byProof, byRules, killed: byProof + byRules };
}

/** In percent with one decimal, rounded down: 100 means all. */
export const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.floor((1_000 * part) / whole) / 10} %`);

export const BOARD_HEAD = [
  'dashboard',
  'panels',
  'queries',
  'values',
  'asked',
  'with data',
  'healthy-empty',
  'has none of the value',
  'failed',
];

/** One row a dashboard, and their sum. */
export function boardRows(boards: readonly BoardProof[]): string[][] {
  const row = (name: string, some: readonly BoardProof[]): string[] => {
    const withData = sum(some, ({ withData: own, values }) => own + values.withData);
    const healthyEmpty = sum(some, ({ healthyEmpty: own, values }) => own + values.healthyEmpty);
    const [ofOthers, failed] = [sum(some, ({ values }) => values.ofOthers), sum(some, (each) => each.failed.length)];
    const numbers = [sum(some, ({ panels }) => panels), sum(some, ({ queries }) => queries), sum(some, ({ values }) => values.values)];
    return [name, ...[...numbers, withData + healthyEmpty + ofOthers + failed, withData, healthyEmpty, ofOthers, failed].map(String)];
  };
  return [...boards.map((board) => row(board.title, [board])), row('all', boards)];
}

export const MUTANT_HEAD = ['what is broken', 'made', 'killed', 'by the rules alone', 'survived'];

/** One row a kind, and their sum. */
export function mutantRows(mutants: readonly MutationProof[]): string[][] {
  const row = (name: string, { made, byRules, killed }: Kills): string[] => [name, ...[made, killed, byRules, made - killed].map(String)];
  return [...mutants.map((each) => row(each.kind, killsOf([each]))), row('all', killsOf(mutants))];
}
