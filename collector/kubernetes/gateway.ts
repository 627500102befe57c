// The gateways: a stateful set, so that a queue on disk finds its gateway again, scaled by what waits in the queues.

import { collectorOf, DATA_FOLDER, instanceName, memory, noteTheStart, SAMPLED, SECURE_RECEIVE, SETTLED, secrets, started } from './pod.ts';
import { type Fields, roleConfiguration } from './role-configuration.ts';

export const GATEWAY_NAME = 'peragus-gateway';
const QUEUE_GI = 10;

/** Three, so that one can restart and another fail. */
const LEAST = 3;
const MOST = 10;

export function gateway(): Fields {
  const { env, limitMi } = memory(1536);
  return collectorOf(GATEWAY_NAME, {
    mode: 'statefulset',
    config: roleConfiguration('gateway', { ...SAMPLED, ...SECURE_RECEIVE }, { ...SETTLED, ...SECURE_RECEIVE }),
    env: [...env, instanceName, started.env],
    initContainers: [noteTheStart],
    volumes: [started.volume, secrets.volume],
    // One core carries what docs/scale.md says; a second lets it catch up after an outage.
    resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: limitMi } },
    // Long enough to decide about every trace that waits, and to hand it to the queue.
    terminationGracePeriodSeconds: 60,
    podManagementPolicy: 'Parallel',
    volumeClaimTemplates: [queueVolume(QUEUE_GI)],
    // What a gateway had not delivered when it was scaled away is delivered when its number comes back.
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    volumeMounts: [{ name: 'queue', mountPath: DATA_FOLDER }, started.mount, secrets.mount],
    podDisruptionBudget: { maxUnavailable: 1 },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { 'app.kubernetes.io/name': `${GATEWAY_NAME}-collector` } },
      },
    ],
    autoscaler: autoscalerOnQueue(),
  });
}

/** A claim of its own for each pod, for the queue. */
export function queueVolume(gibibytes: number): Fields {
  return {
    metadata: { name: 'queue' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: `${gibibytes}Gi` } } },
  };
}

/**
 * `peragus_collector_queue_ratio` comes from the adapter of README.md: how full the fullest queue of a pod is. More gateways don't
 * help against a store that is away, so only one is added in 10 minutes, and the ceiling is low.
 */
function autoscalerOnQueue(): Fields {
  return {
    minReplicas: LEAST,
    maxReplicas: MOST,
    targetCPUUtilization: 70,
    metrics: [
      { type: 'Pods', pods: { metric: { name: 'peragus_collector_queue_ratio' }, target: { type: 'AverageValue', averageValue: '600m' } } },
    ],
    behavior: {
      scaleUp: { stabilizationWindowSeconds: 120, policies: [{ type: 'Pods', value: 1, periodSeconds: 600 }] },
      // Each step moves about 1 in N traces to another gateway: rarely, and one at a time.
      scaleDown: { stabilizationWindowSeconds: 1800, policies: [{ type: 'Pods', value: 1, periodSeconds: 1800 }] },
    },
  };
}
