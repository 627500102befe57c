// What the command line of `npm start` may say, and its help text.

import { PORTS } from '../ports.ts';

export interface Options {
  /** Back ends alone, without the example application. */
  readonly stackOnly: boolean;
  /** Demo traffic on the example application. */
  readonly visitor: boolean;
  /** Stop by itself this long after everything is ready; undefined runs until it is stopped. */
  readonly forMs: number | undefined;
  readonly help: boolean;
}

/** The command line says something that it can't; the message is one sentence for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A timer of Node holds 24.8 days; a round number below it. */
const LONGEST_RUN_H = 500;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

export const USAGE = 'usage: npm start -- [--stack-only] [--no-visitor] [--for <duration>] [--help]';

/**
 * Reads a duration such as `30s`, `5m` or `1h`, in milliseconds.
 * @throws UsageError when it is none of these, is zero or is longer than 500 h.
 */
export function parseDuration(text: string | undefined): number {
  const [, count, unit] = /^(\d{1,9})([smh])$/.exec(text ?? '') ?? [];
  const durationMs = Number(count) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  if (durationMs > 0 && durationMs <= LONGEST_RUN_H * 3_600_000) return durationMs;
  const got = text === undefined ? 'nothing' : `"${text}"`;
  throw new UsageError(`--for takes a duration such as 30s, 5m or 1h, at most ${LONGEST_RUN_H}h; it got ${got}.`);
}

/**
 * Reads the arguments behind `npm start --`.
 * @throws UsageError when a flag is unknown or its value is wrong.
 */
export function parseOptions(args: readonly string[]): Options {
  const options = { stackOnly: false, visitor: true, forMs: undefined as number | undefined, help: false };
  const rest = [...args];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === '--stack-only') options.stackOnly = true;
    else if (argument === '--no-visitor') options.visitor = false;
    else if (argument === '--help' || argument === '-h') options.help = true;
    else if (argument === '--for') options.forMs = parseDuration(rest.shift());
    else if (argument.startsWith('--for=')) options.forMs = parseDuration(argument.slice('--for='.length));
    else throw new UsageError(`There is no flag "${argument}".`);
  }
  return options;
}

/** The text of `npm start -- --help`. */
export function helpText(): string {
  const ports = Object.values(PORTS).map((port) => `  ${port.variable.padEnd(31)}${String(port.default).padStart(5)}  ${port.title}`);
  return `Runs the observability stack and the example application on this machine until Ctrl-C.

${USAGE}

Flags
  --stack-only      the back ends without the example application
  --no-visitor      no demo traffic on the example application
  --for <duration>  stop by itself this long after everything is ready: 30s, 5m, 1h
  --help            this text

Exit codes
  0    stopped by itself (--for)
  1    something could not be started, or the launcher failed
  2    the command line is wrong
  129, 130, 143   stopped by SIGHUP, by SIGINT (Ctrl-C), by SIGTERM
A second Ctrl-C kills everything at once.

Settings (environment variables)
  PERAGUS_DATA_DIR  folder of all state and logs; .peragus in the repository by default
  NO_COLOR          set to anything: no colours

Ports, all on 127.0.0.1
${ports.join('\n')}
`;
}
