// Tempo natively: one process, traces in files under the data folder.

import { join } from 'node:path';
import type { Backend, Place, ProcessSpec, Programs } from '../process-spec.ts';
import { baseUrl, LOOPBACK, portVariables } from './addresses.ts';
import { makePrivateFolder } from './staging.ts';

export const tempo: Backend = {
  name: 'tempo',
  title: 'Tempo',

  async prepare(place: Place): Promise<void> {
    await makePrivateFolder(join(place.data, 'tempo'));
  },

  spec(place: Place, programs: Programs): ProcessSpec {
    return {
      name: 'tempo',
      title: 'Tempo',
      command: programs.tempo ?? 'tempo',
      args: [`-config.file=${join(place.repository, 'collector', 'stores', 'tempo.yaml')}`, '-config.expand-env=true'],
      env: {
        PERAGUS_DATA_DIR: place.data,
        PERAGUS_LISTEN_HOST: LOOPBACK,
        ...portVariables(place.ports, ['tempo', 'tempoOtlp', 'tempoGrpc']),
      },
      readyUrl: `${baseUrl(place.ports, 'tempo')}/ready`,
      readyWithinS: 60,
      // 2.8 never ends by itself when it was queried a moment ago: its frontend waits for a queue that nothing empties any more.
      // What it had received is on the disk by then.
      stopWithinS: 3,
    };
  },
};
