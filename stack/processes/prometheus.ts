// Prometheus natively: its configuration, the alert rules and the list of targets are staged next to each other.

import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { PortName } from '../ports.ts';
import type { Backend, Place, ProcessSpec, Programs } from '../process-spec.ts';
import { baseUrl, hostPort } from './addresses.ts';
import { withDashboardsOf } from './dashboards-address.ts';
import { makePrivateFolder, stageFolder, writePrivateFile } from './staging.ts';

/** What Prometheus scrapes: `job` label and port. */
const TARGETS: readonly (readonly [job: string, port: PortName])[] = [
  ['prometheus', 'prometheus'],
  ['collector', 'collectorMetrics'],
  ['loki', 'loki'],
  ['tempo', 'tempo'],
  ['alertmanager', 'alertmanager'],
  ['canary', 'canary'],
];

/** Only pages of this machine may read the API from a browser; the default is every page. */
const CORS_ORIGIN = 'https?://(localhost|127\\.0\\.0\\.1)(:[0-9]+)?';

const folderOf = (place: Place): string => join(place.data, 'prometheus');

export const prometheus: Backend = {
  name: 'prometheus',
  title: 'Prometheus',

  async prepare(place: Place): Promise<void> {
    const folder = folderOf(place);
    await makePrivateFolder(folder);
    await copyFile(join(place.repository, 'collector', 'stores', 'prometheus.yaml'), join(folder, 'prometheus.yaml'));
    await stageFolder(join(place.repository, 'alerts', 'generated', 'rules'), join(folder, 'rules'), withDashboardsOf(place));
    await stageTargets(place, join(folder, 'targets'));
  },

  spec(place: Place, programs: Programs): ProcessSpec {
    const folder = folderOf(place);
    const url = baseUrl(place.ports, 'prometheus');
    return {
      name: 'prometheus',
      title: 'Prometheus',
      command: programs.prometheus ?? 'prometheus',
      args: [
        `--config.file=${join(folder, 'prometheus.yaml')}`,
        `--storage.tsdb.path=${join(folder, 'tsdb')}`,
        `--web.listen-address=${hostPort(place.ports, 'prometheus')}`,
        `--web.external-url=${url}`,
        `--web.cors.origin=${CORS_ORIGIN}`,
        '--web.enable-otlp-receiver',
        '--enable-feature=exemplar-storage',
      ],
      env: {},
      readyUrl: `${url}/-/ready`,
      // Replays its write-ahead log first.
      readyWithinS: 120,
    };
  },
};

async function stageTargets(place: Place, folder: string): Promise<void> {
  await makePrivateFolder(folder);
  const stack = TARGETS.map(([job, port]) => ({ targets: [hostPort(place.ports, port)], labels: { job } }));
  await writePrivateFile(join(folder, 'stack.yaml'), stringify(stack));
  const alertmanagers = [{ targets: [hostPort(place.ports, 'alertmanager')] }];
  await writePrivateFile(join(folder, 'alertmanager.yaml'), stringify(alertmanagers));
}
