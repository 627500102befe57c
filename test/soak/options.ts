// The arguments of `npm run test:soak`.

import { parseArgs } from 'node:util';
import { type Form, PRELOADS } from '../support/run-app.ts';

export const HELP = `npm run test:soak -- [options]
  runs an Express application with SQLite and winston under the preload and a bounded load, breaks the receiver of its telemetry in a
  random way every few seconds, and looks at what grows: memory, descriptors, timers, and what is lost

  --minutes N         how long; 30 without it
  --seed S            of the faults, printed at the start; random without it
  --rate N            requests a second; 100 without it
  --form NAME         ${Object.keys(PRELOADS).join(' or ')}: which form of the preload; bundle without it
  --help              this text

Prints a table, writes test/soak/results/soak.json, and ends with 1 when a limit is broken.`;

export interface Options {
  readonly minutes: number;
  readonly seed: number;
  readonly ratePerS: number;
  readonly form: Form;
  readonly help: boolean;
}

/** @throws Error in one sentence for arguments that mean nothing */
export function readOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { minutes: text, seed: text, rate: text, form: text, help: { type: 'boolean', default: false } },
  });
  const form = values.form ?? 'bundle';
  if (!(form in PRELOADS)) throw new Error(`--form takes ${Object.keys(PRELOADS).join(' or ')}, not ${form}.`);
  return {
    minutes: numberOf('minutes', values.minutes, 30, 0.5),
    seed: numberOf('seed', values.seed, Math.floor(Math.random() * 2 ** 31), 0),
    ratePerS: numberOf('rate', values.rate, 100, 1),
    form: form as Form,
    help: values.help,
  };
}

function numberOf(name: string, text: string | undefined, byDefault: number, least: number): number {
  if (text === undefined) return byDefault;
  const number = Number(text);
  if (text.trim() === '' || !(number >= least)) throw new Error(`--${name} takes a number of at least ${least}, not ${text}.`);
  return number;
}
