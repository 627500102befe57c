// What the command line of `npm run drill` may say, and its help text.

import { parseArgs } from 'node:util';
import { PORTS, readPorts } from '../ports.ts';

export interface DrillOptions {
  readonly help: boolean;
  /** Address of Alertmanager. */
  readonly url: string;
  /** How long the channels may take, for each of the two messages. */
  readonly withinMs: number;
  /** Who holds the drill, or why; people read it. */
  readonly note: string;
}

const DEFAULT_WITHIN_S = 60;
const NOTE_LIMIT_CHARACTERS = 200;

export const USAGE = 'usage: npm run drill -- [--alertmanager <url>] [--within <seconds>] [--note <text>] [--help]';

export const HELP = `Sends a test alert, marked DRILL, through the running Alertmanager to every channel that is switched on, and its end after it.
Shows how long each channel took to take them. A drill pages people: PagerDuty gets it with severity "info".

${USAGE}

Flags
  --alertmanager <url>  http://127.0.0.1:${PORTS.alertmanager.default} by default; ${PORTS.alertmanager.variable} moves it
  --within <seconds>    give up after so long, for the alert and again for its end; ${DEFAULT_WITHIN_S} by default
  --note <text>         who holds this drill, or why; people read it
  --help                this text

What is measured: from the alert's arrival at Alertmanager until the provider has taken the message. Whether somebody has seen or
acknowledged it can't be known without an API token of PagerDuty or Slack: look there.

Exit codes
  0    every channel that is on has taken the drill and its end
  1    a channel has not, none of people is on, or Alertmanager can't be reached
  2    the command line is wrong
  130  stopped by Ctrl-C; the drill was ended before
`;

/**
 * Reads the arguments behind `npm run drill --`.
 * @throws Error with one sentence for the person who typed it.
 */
export function parseDrillOptions(args: readonly string[], environment: NodeJS.ProcessEnv): DrillOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      alertmanager: { type: 'string' },
      within: { type: 'string', default: String(DEFAULT_WITHIN_S) },
      note: { type: 'string', default: '' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const withinS = Number(values.within);
  if (!(withinS > 0 && withinS <= 3600))
    throw new Error(`--within takes seconds, more than 0 and at most 3600; it got "${values.within}".`);
  const url = values.alertmanager ?? `http://127.0.0.1:${readPorts(environment).alertmanager}`;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new Error(`--alertmanager takes an http or https address; it got "${url}".`);
  return { help: values.help, url: url.replace(/\/+$/, ''), withinMs: withinS * 1_000, note: values.note.slice(0, NOTE_LIMIT_CHARACTERS) };
}
