// The agent on each node: takes what the node's applications send, keeps it on the node's disk, spreads it over the gateways.

import { GATEWAY_NAME } from './gateway.ts';
import { collectorOf, DATA_FOLDER, instanceName, memory, NAMESPACE, ownTheFolder, SAMPLED, SECURE_SEND, SETTLED, secrets } from './pod.ts';
import { type Fields, roleConfiguration } from './role-configuration.ts';

export const AGENT_NAME = 'peragus-agent';
/** The headless service that the operator makes resolves to every gateway that is ready. */
export const TO_GATEWAYS = { ...SECURE_SEND, PERAGUS_GATEWAYS_DNS: `${GATEWAY_NAME}-collector-headless.${NAMESPACE}.svc.cluster.local` };

export function agent(): Fields {
  const { env, limitMi } = memory(512);
  return collectorOf(AGENT_NAME, {
    mode: 'daemonset',
    config: roleConfiguration('agent', { ...TO_GATEWAYS, ...SAMPLED }, { ...SETTLED, ...TO_GATEWAYS }),
    env: [...env, instanceName],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: limitMi } },
    // An attempt at a gateway that is gone ends after 10 s (PERAGUS_GATEWAY_PATIENCE); what is left stays in the queue.
    terminationGracePeriodSeconds: 45,
    daemonSetUpdateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    priorityClassName: 'system-node-critical',
    tolerations: [{ operator: 'Exists' }],
    initContainers: [ownTheFolder],
    // The queue outlives the pod: it belongs to the node.
    volumes: [{ name: 'queue', hostPath: { path: '/var/lib/peragus-observability', type: 'DirectoryOrCreate' } }, secrets.volume],
    volumeMounts: [{ name: 'queue', mountPath: DATA_FOLDER }, secrets.mount],
  });
}
