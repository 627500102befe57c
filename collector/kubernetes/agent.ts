// The agent on each node: takes what the node's applications send, keeps it on the node's disk, spreads it over the gateways.

import { GATEWAY_NAME } from './gateway.ts';
import { collectorOf, DATA_FOLDER, instanceName, memory, NAMESPACE, ownTheFolder, SAMPLED, SETTLED } from './pod.ts';
import { type Fields, roleConfiguration } from './role-configuration.ts';

export const AGENT_NAME = 'peragus-agent';
/** The headless service that the operator makes resolves to every gateway that is ready. */
export const GATEWAYS_BY_NAME = { PERAGUS_GATEWAYS_DNS: `${GATEWAY_NAME}-collector-headless.${NAMESPACE}.svc.cluster.local` };

export function agent(): Fields {
  const { env, limitMi } = memory(512);
  return collectorOf(AGENT_NAME, {
    mode: 'daemonset',
    config: roleConfiguration('agent', { ...GATEWAYS_BY_NAME, ...SAMPLED }, { ...SETTLED, ...GATEWAYS_BY_NAME }),
    env: [...env, instanceName],
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: limitMi } },
    // An attempt at a gateway that is gone ends after 10 s (PERAGUS_GATEWAY_PATIENCE); what is left stays in the queue.
    terminationGracePeriodSeconds: 45,
    daemonSetUpdateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    priorityClassName: 'system-node-critical',
    tolerations: [{ operator: 'Exists' }],
    initContainers: [ownTheFolder],
    // The queue outlives the pod: it belongs to the node.
    volumes: [{ name: 'queue', hostPath: { path: '/var/lib/peragus-observability', type: 'DirectoryOrCreate' } }],
    volumeMounts: [{ name: 'queue', mountPath: DATA_FOLDER }],
  });
}
