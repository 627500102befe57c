// What the command line of `npm run prove:panels` may say, and its help text.

import { parseArgs } from 'node:util';

export interface Options {
  readonly help: boolean;
  /** Prove the stores that are there, and their own past, instead of starting some. */
  readonly given: boolean;
  /** Uids; all dashboards when empty. */
  readonly dashboards: readonly string[];
  /** Mutants to make; all when undefined. */
  readonly mutants: number | undefined;
  readonly seed: number;
  readonly valuesAtMost: number;
  readonly write: boolean;
}

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE =
  'usage: npm run prove:panels -- [--given] [--dashboard UID]… [--mutants COUNT] [--seed NUMBER] [--values COUNT] [--write] | --help';

const VALUES_AT_MOST = 12;
const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  given: { type: 'boolean' },
  dashboard: { type: 'string', multiple: true },
  mutants: { type: 'string' },
  seed: { type: 'string' },
  values: { type: 'string' },
  write: { type: 'boolean' },
} as const;

/** @throws UsageError when a flag is unknown or its value is wrong. */
export function readOptions(args: readonly string[]): Options {
  const values = readFlags(args);
  return {
    help: values.help ?? false,
    given: values.given ?? false,
    dashboards: values.dashboard ?? [],
    mutants: readCount('--mutants', values.mutants),
    seed: readCount('--seed', values.seed) ?? Date.now() % 2 ** 31,
    valuesAtMost: readCount('--values', values.values) ?? VALUES_AT_MOST,
    write: values.write ?? false,
  };
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readCount(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`${flag} takes a whole number; it got "${text}".`);
}

export const HELP = `Proves the dashboards panel by panel: every query with everything chosen, with one of each choice and with each value of each
choice has to find data, or its panel to say that it is well when it is empty. Then the same dashboards are broken in one place after
the other, and the proof has to notice each.

${USAGE}

The stores are started, and get the past of two services in which there is one of everything. With a Grafana in GRAFANA_HOME or on PATH
the queries go through its /api/ds/query, otherwise straight to the stores.

Flags
  --given            start nothing: prove the stores that are there (GRAFANA_URL, or PERAGUS_PROMETHEUS_URL and its like; the ports of
                     npm start by default) by what they hold. Nothing is broken then, as a missing part may have had nothing to find
  --dashboard UID    only this dashboard; may be repeated
  --mutants COUNT    break only so many places, picked by the seed; 0 for none
  --seed NUMBER      pick the same places again; the clock otherwise
  --values COUNT     values of one variable that are tried, ${VALUES_AT_MOST} by default
  --write            keep the result in docs/dashboards-proof.json and docs/dashboards-proof.md
  --help             this text

Settings (environment variables)
  GRAFANA_URL, GRAFANA_TOKEN   a Grafana that runs: the queries go through it, as with --given; without a token, name and password may
                               stand in the address
  GRAFANA_HOME                 folder of an unpacked Grafana, which is started

Exit codes
  0    every panel is proven, and at least 95 % of the mutants were noticed
  1    a panel is not proven, or too many mutants were not noticed
  2    the command line is wrong
  3    the proof could not be run
`;
