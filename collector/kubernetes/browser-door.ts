// The browser door: the only part that the public reaches, with a queue of its own.

import { PORTS } from '../../stack/ports.ts';
import { LOOPBACK } from '../../stack/processes/addresses.ts';
import { TO_GATEWAYS } from './agent.ts';
import { doorCodeVolume, doorFront } from './door-front.ts';
import { queueVolume } from './gateway.ts';
import { collectorOf, DATA_FOLDER, instanceName, memory, SETTLED, secrets } from './pod.ts';
import { type Fields, roleConfiguration } from './role-configuration.ts';

export const DOOR_NAME = 'peragus-browser-door';

export function browserDoor(): Fields {
  const { env, limitMi } = memory(256);
  return collectorOf(DOOR_NAME, {
    mode: 'statefulset',
    replicas: 2,
    // For the front in the same pod only.
    config: roleConfiguration('browser-door', TO_GATEWAYS, { ...SETTLED, PERAGUS_LISTEN_HOST: LOOPBACK, ...TO_GATEWAYS }),
    additionalContainers: [doorFront()],
    ports: [{ name: 'door', port: PORTS.browserDoor.default, protocol: 'TCP' }],
    env: [...env, instanceName],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: limitMi } },
    terminationGracePeriodSeconds: 45,
    podManagementPolicy: 'Parallel',
    volumeClaimTemplates: [queueVolume(2)],
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    volumes: [secrets.volume, doorCodeVolume],
    volumeMounts: [{ name: 'queue', mountPath: DATA_FOLDER }, secrets.mount],
    podDisruptionBudget: { maxUnavailable: 1 },
  });
}
