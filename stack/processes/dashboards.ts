// The dashboards without Grafana: our own viewer of the same files, where this machine has no Grafana.

import { join } from 'node:path';
import type { Place, ProcessSpec } from '../process-spec.ts';
import { baseUrl, portVariables } from './addresses.ts';

/** How to start it. */
export function dashboardsSpec({ repository, ports }: Place): ProcessSpec {
  return {
    name: 'dashboards',
    title: 'Dashboards',
    command: process.execPath,
    args: [join(repository, 'dashboards', 'render', 'serve.ts')],
    env: {
      PERAGUS_PROMETHEUS_URL: baseUrl(ports, 'prometheus'),
      PERAGUS_LOKI_URL: baseUrl(ports, 'loki'),
      PERAGUS_TEMPO_URL: baseUrl(ports, 'tempo'),
      ...portVariables(ports, ['dashboards']),
    },
    readyUrl: `${baseUrl(ports, 'dashboards')}/healthz`,
    readyWithinS: 30,
  };
}
