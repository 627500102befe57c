// What puts the preload into Node pods: the operator copies it out of our image and names it in NODE_OPTIONS; a pod asks for it by the
// annotation `instrumentation.opentelemetry.io/inject-nodejs: peragus-observability/peragus`.

import { AGENT_NAME } from './agent.ts';
import { NAMESPACE, VERSION } from './pod.ts';
import type { Fields } from './role-configuration.ts';

/** Built by image/Dockerfile, and pushed wherever the cluster pulls from. */
const IMAGE = `peragus-observability-autoinstrumentation:${VERSION}`;

/** Where the operator mounts it. */
const FOLDER = '/otel-auto-instrumentation-nodejs';

export function instrumentation(): Fields {
  return {
    apiVersion: 'opentelemetry.io/v1alpha1',
    kind: 'Instrumentation',
    metadata: { name: 'peragus', namespace: NAMESPACE },
    spec: {
      // The service of a daemon set leads to the agent of the same node.
      exporter: { endpoint: `http://${AGENT_NAME}-collector.${NAMESPACE}.svc.cluster.local:4318` },
      propagators: ['tracecontext', 'baggage'],
      // Everything: gateways decide what is kept.
      sampler: { type: 'parentbased_always_on' },
      resource: { addK8sUIDAttributes: false },
      nodejs: {
        image: IMAGE,
        env: [
          // The operator adds its `--require` behind this. A container that sets NODE_OPTIONS itself must name the file too.
          { name: 'NODE_OPTIONS', value: `--import ${FOLDER}/register.mjs` },
          { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: 'http/protobuf' },
          // Pods have a writable folder of their own here when their root file system is read only.
          { name: 'PERAGUS_SPOOL_DIR', value: `${FOLDER}/spool` },
        ],
        // Of the container that copies.
        resourceRequirements: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
        volumeLimitSize: '200Mi',
      },
    },
  };
}
