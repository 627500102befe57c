// What all Collectors in Kubernetes have in common: image, hardening, addresses, where their queue lies.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fields } from './role-configuration.ts';

/** Of the package: the tag of the images that are made of it. */
export const VERSION: string = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')).version;

export const NAMESPACE = 'peragus-observability';
/** That of docker-compose.yml; a test compares them. */
const COLLECTOR_IMAGE = 'otel/opentelemetry-collector-contrib:0.158.0';
/** The user of that image. */
const USER = 10001;
export const DATA_FOLDER = '/var/lib/peragus';

/** Known before anything runs, so that the operator can read ports out of end points. */
export const SETTLED = {
  PERAGUS_LISTEN_HOST: '0.0.0.0',
  // Asked by the kubelet and by Prometheus, at the pod's address.
  PERAGUS_OWN_TELEMETRY_HOST: '0.0.0.0',
  PERAGUS_DATA_DIR: DATA_FOLDER,
};

/** Switches on the fragments of sampling; the number itself is a setting. */
export const SAMPLED = { PERAGUS_SAMPLE_ONE_IN: '10' };

/** Certificate and tokens between the tiers: a Secret with tls.crt, tls.key, ca.crt and tokens (one a line), see README.md. */
const SECRETS_FOLDER = '/etc/peragus/secrets';
export const secrets = {
  volume: { name: 'secrets', secret: { secretName: 'peragus-gateway', defaultMode: 0o440 } },
  mount: { name: 'secrets', mountPath: SECRETS_FOLDER, readOnly: true },
};
export const SECURE_RECEIVE = {
  PERAGUS_TLS_CERT_FILE: `${SECRETS_FOLDER}/tls.crt`,
  PERAGUS_TLS_KEY_FILE: `${SECRETS_FOLDER}/tls.key`,
  PERAGUS_RECEIVE_TOKEN_FILE: `${SECRETS_FOLDER}/tokens`,
};
export const SECURE_SEND = {
  PERAGUS_GATEWAY_CA_FILE: `${SECRETS_FOLDER}/ca.crt`,
  PERAGUS_GATEWAY_TOKEN_FILE: `${SECRETS_FOLDER}/tokens`,
  PERAGUS_GATEWAY_SERVER_NAME: 'peragus-gateway',
};

/** The settings of the pipeline that differ by cluster: addresses of the stores, and whatever a variable of a fragment names. */
export const SETTINGS = 'peragus-collector-settings';

const podSecurity: Fields = {
  runAsNonRoot: true,
  runAsUser: USER,
  runAsGroup: USER,
  fsGroup: USER,
  // Big volumes aren't walked at each start.
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
};

export const containerSecurity: Fields = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  privileged: false,
  capabilities: { drop: ['ALL'] },
};

const BUSYBOX = 'busybox:1.37.0';

/** Runs once before the Collector: the folder of a node belongs to root, and only its owner may give it away. */
export const ownTheFolder: Fields = {
  name: 'own-the-folder',
  image: BUSYBOX,
  command: ['chown', `${USER}:${USER}`, DATA_FOLDER],
  securityContext: {
    ...containerSecurity,
    runAsUser: 0,
    runAsNonRoot: false,
    capabilities: { drop: ['ALL'], add: ['CHOWN'] },
  },
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } },
  volumeMounts: [{ name: 'queue', mountPath: DATA_FOLDER }],
};

/** The garbage collector works harder at 80 % of what the pipeline may use (`memory_limiter`), which is two thirds of the container's. */
export function memory(pipelineMib: number): { env: Fields[]; limitMi: string } {
  return {
    env: [
      { name: 'PERAGUS_COLLECTOR_MEMORY_MIB', value: String(pipelineMib) },
      { name: 'PERAGUS_COLLECTOR_MEMORY_SPIKE_MIB', value: String(pipelineMib / 4) },
      { name: 'GOMEMLIMIT', value: `${Math.round(pipelineMib * 0.8)}MiB` },
    ],
    limitMi: `${(pipelineMib * 3) / 2}Mi`,
  };
}

const STARTED_FILE = '/run/peragus/started';
/** Notes when a gateway was started, for fragments/whole-traces.yaml: the image of the Collector has no clock to ask. */
export const noteTheStart: Fields = {
  name: 'note-the-start',
  image: BUSYBOX,
  command: ['sh', '-c', `date +%s > ${STARTED_FILE}`],
  securityContext: containerSecurity,
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '16Mi' } },
  volumeMounts: [{ name: 'started', mountPath: '/run/peragus' }],
};
export const started = {
  env: { name: 'PERAGUS_COLLECTOR_STARTED_S', value: `$\{file:${STARTED_FILE}}` },
  volume: { name: 'started', emptyDir: { sizeLimit: '1Mi' } },
  mount: { name: 'started', mountPath: '/run/peragus', readOnly: true },
};

/** The pod's name, which stays with its volume: it tells the series of one Collector from those of another. */
export const instanceName: Fields = { name: 'PERAGUS_COLLECTOR_INSTANCE', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } };

/** An object of the operator. */
export function collectorOf(name: string, spec: Fields): Fields {
  return {
    apiVersion: 'opentelemetry.io/v1beta1',
    kind: 'OpenTelemetryCollector',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      image: COLLECTOR_IMAGE,
      managementState: 'managed',
      // The version is that of the image above: an upgrade is a commit here.
      upgradeStrategy: 'none',
      podSecurityContext: podSecurity,
      securityContext: containerSecurity,
      envFrom: [{ configMapRef: { name: SETTINGS } }],
      ...spec,
    },
  };
}
