// The arguments of `npm run prove:alerts`.

import { parseArgs } from 'node:util';
import type { Clock } from '../../alerts/kit/time-scale.ts';

/** Between two samples of a faster clock, in seconds. */
const LEAST_STEP_S = 1;
const USUAL_SCALE = 20;

export const HELP = `npm run prove:alerts -- [options]
  starts a whole stack and observed services on free ports, makes the faults of test/prove/faults/, phase after phase, and measures for
  each alert when it is visible, pending, firing, told and resolved, and who else was paged

  --only NAME         the faults of this alert alone, and it alone; may be given several times
  --phase NAME        the faults of this phase alone; may be given several times
  --time-scale N      how many times shorter windows, waits and intervals are; ${USUAL_SCALE} without it, 1 is real time
  --write             keep what was measured in docs/alert-ledger.json; \`npm run generate\` makes the page of it
  --list              say which faults there are, and end
  --help              this text

Ends with 1 when an alert did not reach its receiver, or when somebody was paged whom no fault explains.`;

export interface Options {
  readonly only: readonly string[];
  readonly phases: readonly string[];
  readonly clock: Clock;
  readonly write: boolean;
  readonly list: boolean;
  readonly help: boolean;
}

/** @throws Error in one sentence for arguments that mean nothing */
export function readOptions(args: readonly string[]): Options {
  const flag = { type: 'boolean', default: false } as const;
  const names = { type: 'string', multiple: true, default: [] as string[] } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { only: names, phase: names, 'time-scale': { type: 'string' }, write: flag, list: flag, help: flag },
  });
  const text = values['time-scale'] ?? String(USUAL_SCALE);
  const timeScale = Number(text);
  if (text.trim() === '' || !(timeScale >= 1 && timeScale <= 60)) throw new Error(`--time-scale takes a number from 1 to 60, not ${text}.`);
  return {
    only: values.only,
    phases: values.phase,
    clock: { timeScale, leastStepS: timeScale === 1 ? 0 : LEAST_STEP_S },
    write: values.write,
    list: values.list,
    help: values.help,
  };
}
