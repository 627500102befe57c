// The browser door natively: in front of the Collector's listener for browsers, for the pages of the example unless somebody says otherwise.

import { join } from 'node:path';
import { PORTS } from '../ports.ts';
import type { Place, ProcessSpec } from '../process-spec.ts';
import { baseUrl, LOOPBACK } from './addresses.ts';

/** Describes the process. */
export function browserDoorSpec({ repository, ports, environment }: Place): ProcessSpec {
  const pages = [baseUrl(ports, 'web'), `http://localhost:${ports.web}`];
  return {
    name: 'browser-door',
    title: PORTS.browserDoor.title,
    command: process.execPath,
    args: [join(repository, 'collector', 'browser-door', 'start.ts')],
    env: {
      PERAGUS_BROWSER_DOOR_HOST: LOOPBACK,
      [PORTS.browserDoor.variable]: String(ports.browserDoor),
      PERAGUS_BROWSER_COLLECTOR_URL: baseUrl(ports, 'browserCollector'),
      PERAGUS_BROWSER_ORIGINS: environment.PERAGUS_BROWSER_ORIGINS || pages.join(','),
    },
    readyUrl: `${baseUrl(ports, 'browserDoor')}/healthz`,
    readyWithinS: 15,
  };
}
