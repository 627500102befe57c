// Loki natively: one process, log lines in files under the data folder, rules staged where its ruler reads them.

import { join } from 'node:path';
import type { Backend, Place, ProcessSpec, Programs } from '../process-spec.ts';
import { baseUrl, LOOPBACK, portVariables } from './addresses.ts';
import { withDashboardsOf } from './dashboards-address.ts';
import { makePrivateFolder, stageFolder } from './staging.ts';

export const loki: Backend = {
  name: 'loki',
  title: 'Loki',

  async prepare(place: Place): Promise<void> {
    await makePrivateFolder(join(place.data, 'loki'));
    // Loki's ruler reads a folder for each tenant; `fake` is its name for the only one.
    const rules = join(place.repository, 'alerts', 'generated', 'loki', 'fake');
    await stageFolder(rules, join(place.data, 'loki', 'rules', 'fake'), withDashboardsOf(place));
  },

  spec(place: Place, programs: Programs): ProcessSpec {
    return {
      name: 'loki',
      title: 'Loki',
      command: programs.loki ?? 'loki',
      args: [`-config.file=${join(place.repository, 'collector', 'stores', 'loki.yaml')}`, '-config.expand-env=true'],
      env: {
        PERAGUS_DATA_DIR: place.data,
        PERAGUS_LISTEN_HOST: LOOPBACK,
        PERAGUS_ALERTMANAGER_URL: baseUrl(place.ports, 'alertmanager'),
        ...portVariables(place.ports, ['loki', 'lokiGrpc']),
      },
      readyUrl: `${baseUrl(place.ports, 'loki')}/ready`,
      readyWithinS: 60,
    };
  },
};
