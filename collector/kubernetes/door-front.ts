// The process in front of the browser door's Collector, in the same pod: origins, sizes and rates. The Collector listens to it alone.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { PORTS } from '../../stack/ports.ts';
import { containerSecurity, NAMESPACE, SETTINGS } from './pod.ts';
import type { Fields } from './role-configuration.ts';

const SOURCES = join(import.meta.dirname, '..', 'browser-door');
const CODE = 'peragus-browser-door-code';
const FOLDER = '/opt/peragus/browser-door';
/** That of docker-compose.yml; a test compares them. */
const DOOR_IMAGE = 'node:24.21.0-slim';

/** Its files: an image of its own would hold nothing else. */
export function doorCode(): IConfigMap {
  const files = readdirSync(SOURCES).sort();
  const sources = Object.fromEntries(files.map((name) => [name, readFileSync(join(SOURCES, name), 'utf8')]));
  // Says that the files are ES modules.
  const data = { ...sources, 'package.json': '{"type": "module"}\n' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: CODE, namespace: NAMESPACE }, data };
}

export const doorCodeVolume: Fields = { name: 'door-code', configMap: { name: CODE } };

/** Behind an ingress, which brings TLS and says whose request it is (PERAGUS_BROWSER_TRUSTED_PROXIES of the settings). */
export function doorFront(): Fields {
  const port = PORTS.browserDoor.default;
  const healthy = { httpGet: { path: '/healthz', port } };
  return {
    name: 'door',
    image: DOOR_IMAGE,
    command: ['node', `${FOLDER}/start.ts`],
    envFrom: [{ configMapRef: { name: SETTINGS } }],
    env: [
      { name: 'PERAGUS_BROWSER_DOOR_HOST', value: '0.0.0.0' },
      { name: 'PERAGUS_PLAINTEXT', value: 'private-network' },
      { name: 'PERAGUS_BROWSER_COLLECTOR_URL', value: `http://127.0.0.1:${PORTS.browserCollector.default}` },
    ],
    readinessProbe: { ...healthy, periodSeconds: 5 },
    livenessProbe: { ...healthy, periodSeconds: 10 },
    resources: { requests: { cpu: '50m', memory: '96Mi' }, limits: { memory: '256Mi' } },
    securityContext: containerSecurity,
    volumeMounts: [{ name: 'door-code', mountPath: FOLDER, readOnly: true }],
  };
}
