// The arguments of `npm run load`.

import { parseArgs } from 'node:util';

export const HELP = `npm run load -- [options]
  what role single holds on this machine, beside the same pipeline in contrib's usual style, alternating

  --rate R        records a second; without it the largest rate is looked for first (--find)
  --minutes N     how long each trial at that rate lasts; 1 without it
  --rounds N      rounds, each with both subjects; 1 without it
  --write         write docs/load.md and docs/load.json
  --help          this text`;

export interface Options {
  /** Nothing: look for it. */
  readonly rate: number | undefined;
  readonly minutes: number;
  readonly rounds: number;
  readonly write: boolean;
  readonly help: boolean;
}

/** @throws Error in one sentence for an argument that makes no sense */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rate: { type: 'string' },
      find: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '1' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.find && values.rate !== undefined) throw new Error('--find looks for the rate that --rate gives; say one of them.');
  const positive = (name: string, text: string): number => {
    const value = Number(text);
    if (!(value > 0)) throw new Error(`--${name} takes a number above 0, not ${text}.`);
    return value;
  };
  return {
    rate: values.rate === undefined ? undefined : positive('rate', values.rate),
    minutes: positive('minutes', values.minutes),
    rounds: Math.ceil(positive('rounds', values.rounds)),
    write: values.write,
    help: values.help,
  };
}
