// The commands that runbooks tell people to type, as they run on a stack with other ports, another data folder and programs of its own.

import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import { PORTS, type PortName } from '../../stack/ports.ts';
import type { Place } from '../../stack/process-spec.ts';
import { programsOf } from '../support/back-ends.ts';
import { readRunbooks } from './page.ts';

const DEADLINE_MS = 20_000;
/** A path that is not there is answered, but is no answer. */
const STRICT = 'curl() { command curl --fail "$@"; }; ';

/** One a line of the `sh` blocks; a backslash at the end joins two lines. */
export const runbookCommands = (): { readonly alert: string; readonly command: string }[] =>
  readRunbooks().flatMap(({ alert, page }) =>
    [...page.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = '']) =>
      block
        .replaceAll('\\\n', ' ')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => ({ alert, command: line.trim() })),
    ),
  );

/** With the port that each usual one is here, and the folder that `.peragus` is. */
function placed(command: string, { ports, data }: Place): string {
  const names = Object.keys(PORTS) as PortName[];
  const atPort = (whole: string, port: string): string => {
    const name = names.find((one) => PORTS[one].default === Number(port));
    return name ? whole.replace(port, String(ports[name])) : whole;
  };
  return command.replace(/127\.0\.0\.1:(\d+)/g, atPort).replaceAll('.peragus/', `${data}/`);
}

/** What it prints. @throws Error when it fails */
export async function runCommand(command: string, place: Place): Promise<string> {
  const { amtool = '' } = await programsOf('alertmanager');
  const env = { USER: 'somebody', ...process.env, PATH: [dirname(amtool), process.env.PATH].join(delimiter) };
  // Who asks for the status wants to see a bad one as well.
  const strict = command.includes('%{http_code}') ? '' : STRICT;
  const { stdout } = await promisify(execFile)('bash', ['-c', strict + placed(command, place)], {
    env,
    cwd: place.data,
    timeout: DEADLINE_MS,
  });
  return stdout;
}
