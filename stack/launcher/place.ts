// Where this run lives: the repository, the data folder, the ports and the environment, read once.

import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { readPorts } from '../ports.ts';
import type { Place } from '../process-spec.ts';
import { MEMBER_VARIABLE } from './process-table.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '..', '..');

/** What `npm start` sets unless told otherwise: the machine is shown beside the services. An empty value switches it off. */
const DEFAULTS = { PERAGUS_HOST_METRICS: 'on' };

/**
 * Reads `PERAGUS_DATA_DIR` and the ports, and makes the data folder.
 * @throws Error when a port is wrong or the folder can't be made.
 */
export function readPlace(environment: NodeJS.ProcessEnv): Place {
  const ports = readPorts(environment);
  const wanted = path.resolve(environment.PERAGUS_DATA_DIR || path.join(REPOSITORY, '.peragus'));
  try {
    mkdirSync(wanted, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`The data folder ${wanted} can't be made (${code}); set PERAGUS_DATA_DIR to a folder that can be written.`);
  }
  // One name for one folder, whatever links lead to it: processes are recognised by it.
  const data = realpathSync(wanted);
  return { repository: REPOSITORY, data, ports, environment: { ...DEFAULTS, ...environment, [MEMBER_VARIABLE]: `launcher@${data}` } };
}
