// The same Collectors as values of the chart opentelemetry-collector, for clusters without the operator.

import { PORTS } from '../../stack/ports.ts';
import type { Fields } from './role-configuration.ts';

const REPOSITORY_AND_TAG = /^(.+):([^:]+)$/;
const ON = { enabled: true };
/** The chart opens these unless told otherwise. */
const UNUSED_PORTS = ['jaeger-compact', 'jaeger-thrift', 'jaeger-grpc', 'zipkin'];

/** `collector` is the operator's object; what both call differently is renamed here. */
export function chartValues(collector: Fields): Fields {
  const { name } = collector.metadata as { name: string };
  const spec = collector.spec as Fields & { mode: string; image: string; config: Fields };
  const [, repository = '', tag = ''] = REPOSITORY_AND_TAG.exec(spec.image) ?? [];
  const scaler = spec.autoscaler as (Fields & { metrics: Fields[] }) | undefined;
  return {
    fullnameOverride: name,
    mode: spec.mode,
    image: { repository, tag },
    // In place of the chart's own pipeline, which would be merged into ours.
    alternateConfig: withChartNames(spec.config),
    // The limit of the pipeline decides about it, not that of the container.
    useGOMEMLIMIT: false,
    ...(spec.replicas !== undefined && { replicaCount: spec.replicas }),
    extraEnvs: spec.env,
    extraEnvsFrom: spec.envFrom,
    resources: spec.resources,
    podSecurityContext: spec.podSecurityContext,
    securityContext: spec.securityContext,
    serviceAccount: { automountServiceAccountToken: false },
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds,
    ...(spec.priorityClassName !== undefined && { priorityClassName: spec.priorityClassName }),
    ...(spec.tolerations !== undefined && { tolerations: spec.tolerations }),
    ...(spec.topologySpreadConstraints !== undefined && { topologySpreadConstraints: spec.topologySpreadConstraints }),
    ...(spec.initContainers !== undefined && { initContainers: spec.initContainers }),
    ...(spec.additionalContainers !== undefined && { extraContainers: spec.additionalContainers }),
    ...(spec.volumes !== undefined && { extraVolumes: spec.volumes }),
    extraVolumeMounts: spec.volumeMounts,
    // Agents: a service that leads to the same node. Gateways: without an address of its own, so that its name resolves to each of them.
    service: spec.mode === 'daemonset' ? ON : { ...ON, clusterIP: 'None' },
    ports: portsOf(spec.config),
    ...(spec.mode === 'statefulset' && {
      statefulset: {
        volumeClaimTemplates: spec.volumeClaimTemplates,
        podManagementPolicy: spec.podManagementPolicy,
        persistentVolumeClaimRetentionPolicy: { enabled: true, ...(spec.persistentVolumeClaimRetentionPolicy as Fields) },
      },
    }),
    ...(spec.podDisruptionBudget !== undefined && { podDisruptionBudget: { ...ON, ...(spec.podDisruptionBudget as Fields) } }),
    ...(scaler && {
      autoscaling: {
        ...ON,
        minReplicas: scaler.minReplicas,
        maxReplicas: scaler.maxReplicas,
        targetCPUUtilizationPercentage: scaler.targetCPUUtilization,
        behavior: scaler.behavior,
        additionalMetrics: scaler.metrics,
      },
    }),
  };
}

/** The operator adds an ending to the name of a service, the chart doesn't. */
function withChartNames(config: Fields): Fields {
  return JSON.parse(JSON.stringify(config).replaceAll('-collector-headless.', '.'));
}

function portsOf(config: Fields): Fields {
  const isDoor = 'otlp/browser' in (config.receivers as Fields);
  const open = (port: number, enabled = true) => ({ enabled, containerPort: port, servicePort: port, protocol: 'TCP' });
  return {
    ...Object.fromEntries(UNUSED_PORTS.map((name) => [name, { enabled: false }])),
    otlp: { ...open(PORTS.otlpGrpc.default, !isDoor), hostPort: null },
    'otlp-http': { ...open(PORTS.otlpHttp.default, !isDoor), hostPort: null },
    ...(isDoor && { browser: open(PORTS.browserDoor.default) }),
    metrics: open(PORTS.collectorMetrics.default),
  };
}
