// The browser door: the only part that the public reaches. The door itself stands in front, in the same pod as its Collector, which
// listens to nobody else.

import { PORTS } from '../../stack/ports.ts';
import { TO_GATEWAYS } from './agent.ts';
import { queueVolume } from './gateway.ts';
import { collectorOf, containerSecurity, DATA_FOLDER, instanceName, memory, SETTINGS, SETTLED, secrets, VERSION } from './pod.ts';
import { type Fields, roleConfiguration } from './role-configuration.ts';

export const DOOR_NAME = 'peragus-browser-door';

export function browserDoor(): Fields {
  const { env, limitMi } = memory(256);
  return collectorOf(DOOR_NAME, {
    mode: 'statefulset',
    replicas: 2,
    config: roleConfiguration('browser-door', TO_GATEWAYS, { ...SETTLED, ...TO_GATEWAYS, PERAGUS_LISTEN_HOST: '127.0.0.1' }),
    env: [...env, instanceName],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: limitMi } },
    terminationGracePeriodSeconds: 45,
    podManagementPolicy: 'Parallel',
    volumeClaimTemplates: [queueVolume(2)],
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    volumes: [secrets.volume],
    volumeMounts: [{ name: 'queue', mountPath: DATA_FOLDER }, secrets.mount],
    podDisruptionBudget: { maxUnavailable: 1 },
    additionalContainers: [front()],
  });
}

/** Origins and rates are settings (00-settings.yaml); whoever brings TLS in front of it adds the address of a browser as its proxy. */
function front(): Fields {
  return {
    name: 'door',
    // Built by image/browser-door.Dockerfile.
    image: `peragus-observability-browser-door:${VERSION}`,
    env: [
      { name: 'PERAGUS_BROWSER_DOOR_HOST', value: '0.0.0.0' },
      { name: 'PERAGUS_PLAINTEXT', value: 'private-network' },
      { name: 'PERAGUS_BROWSER_TRUSTED_PROXIES', value: '1' },
    ],
    envFrom: [{ configMapRef: { name: SETTINGS } }],
    ports: [{ name: 'browser', containerPort: PORTS.browserDoor.default, protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/healthz', port: PORTS.browserDoor.default } },
    securityContext: containerSecurity,
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '192Mi' } },
  };
}
