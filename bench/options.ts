// The arguments of `npm run bench`.

import { parseArgs } from 'node:util';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { SUBJECTS, type Subject } from './subjects.ts';

export const HELP = `npm run bench -- [options]
  compares the bare application, ours and other agents, alternating on this machine

  --quick             bare, ours and stock on Express, 2 short rounds; under 3 minutes
  --scenario NAME     ${SCENARIOS.map(({ name }) => name).join(', ')}; repeatable; all without it
  --subject NAME      ${SUBJECTS.map(({ name }) => name).join(', ')}; repeatable; all without it
  --rounds N          rounds, each with every subject in a fresh process; 5 without it
  --scaling           cost against concurrency, spans, lines, routes and sockets instead: ours and bare
  --write             write docs/performance.md, its charts and its JSON
  --help              this text`;

export interface Options {
  readonly scenarios: readonly Scenario[];
  readonly subjects: readonly Subject[];
  readonly rounds: number;
  readonly isQuick: boolean;
  readonly scaling: boolean;
  readonly write: boolean;
  readonly help: boolean;
}

const QUICK_SUBJECTS = ['bare', 'ours', 'stock'];
const ROUNDS = { quick: 2, full: 5 };

/** @throws Error in one sentence for an argument that makes no sense */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      scenario: { type: 'string', multiple: true },
      subject: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      scaling: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const isQuick = values.quick;
  const rounds = Number(values.rounds ?? (isQuick ? ROUNDS.quick : ROUNDS.full));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds takes a whole number from 1, not ${values.rounds}.`);
  return {
    scenarios: pick('--scenario', SCENARIOS, values.scenario ?? (isQuick ? ['express'] : undefined)),
    subjects: pick('--subject', SUBJECTS, withBare(values.subject ?? (isQuick ? QUICK_SUBJECTS : undefined))),
    rounds,
    isQuick,
    scaling: values.scaling,
    write: values.write,
    help: values.help,
  };
}

/** Ratios need the bare application. */
const withBare = (names: string[] | undefined) => names && [...new Set(['bare', ...names])];

function pick<T extends { readonly name: string }>(option: string, all: readonly T[], names: readonly string[] | undefined): T[] {
  const known = all.map(({ name }) => name);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`${option} ${unknown} is unknown; choose from ${known.join(', ')}.`);
  return all.filter(({ name }) => names === undefined || names.includes(name));
}
