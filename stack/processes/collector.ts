// The Collector natively: takes OTLP on the loopback, or with TLS and tokens elsewhere, keeps it on disk and hands it to the three stores.

import { hostname } from 'node:os';
import { join } from 'node:path';
import { prepareQueues, QUEUE_FOLDERS } from '../../collector/queue/before-start.ts';
import { configArguments } from '../../collector/roles.ts';
import type { Backend, Place, ProcessSpec, Programs } from '../process-spec.ts';
import { baseUrl, LOOPBACK, portVariables } from './addresses.ts';
import { makePrivateFolder } from './staging.ts';

/** 80 % of `memory_limiter.limit_mib` in fragments/protect.yaml: the garbage collector works harder before data is refused. */
const MEMORY_TARGET = '400MiB';

/** What a crash says whose cause lies in the queue, or in an item of it that the Collector can't stand. */
const QUEUE_AT_FAULT = /bbolt|filestorage|persistent_queue|queuebatch|unexpected fault address/;
/** A third crash in a row is one too many. */
const CRASHES_ALLOWED = 2;

export const collector: Backend = {
  name: 'collector',
  title: 'Collector',

  async prepare(place: Place): Promise<void> {
    await makePrivateFolder(join(place.data, 'collector'));
  },

  spec(place: Place, programs: Programs): ProcessSpec {
    const { ports } = place;
    return {
      name: 'collector',
      title: 'Collector',
      command: programs['otelcol-peragus'] ?? 'otelcol-peragus',
      args: configArguments('single', place.environment),
      env: {
        PERAGUS_DATA_DIR: place.data,
        PERAGUS_LISTEN_HOST: place.environment.PERAGUS_LISTEN_HOST || LOOPBACK,
        PERAGUS_OWN_TELEMETRY_HOST: LOOPBACK,
        PERAGUS_HOST_NAME: hostname(),
        PERAGUS_PROMETHEUS_URL: baseUrl(ports, 'prometheus'),
        PERAGUS_LOKI_URL: baseUrl(ports, 'loki'),
        PERAGUS_TEMPO_OTLP_URL: baseUrl(ports, 'tempoOtlp'),
        ...portVariables(ports, ['otlpGrpc', 'otlpHttp', 'browserCollector', 'collectorMetrics', 'collectorHealth']),
        GOMEMLIMIT: MEMORY_TARGET,
      },
      readyUrl: `${baseUrl(ports, 'collectorHealth')}/`,
      readyWithinS: 30,
      beforeStart: (exits, logTail) => {
        const isPoisoned = exits >= CRASHES_ALLOWED && logTail.some((line) => QUEUE_AT_FAULT.test(line));
        const findings = QUEUE_FOLDERS.flatMap((folder) => prepareQueues(join(place.data, 'collector', folder), isPoisoned));
        return findings.map(({ sentence }) => sentence);
      },
    };
  },
};
