// The processes of the example as the launcher starts them: Srcbook's API, the web process and the demo visitor.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { service } from '../../instrumentation/vocabulary/services.ts';
import type { Place, ProcessSpec } from '../../stack/process-spec.ts';
import { otlpUrl } from '../../stack/processes/addresses.ts';
import { exampleFolder } from './install.ts';

export { installSrcbook } from './install.ts';

/** Srcbook's API and the web process in front of it, both under the preload. Start them in this order. */
export function srcbookProcesses(place: Place): ProcessSpec[] {
  return [apiProcess(place), webProcess(place)];
}

/** The demo visitor; it watches nothing and nobody watches it, so it runs without the preload. */
export function visitorProcess(place: Place): ProcessSpec {
  return {
    name: 'visitor',
    title: 'Demo visitor',
    command: process.execPath,
    args: [path.join(exampleFolder(place), 'visitor.ts')],
    env: { SRCBOOK_WEB_URL: webUrl(place) },
    readyUrl: `${webUrl(place)}/healthz`,
    readyWithinS: 30,
  };
}

function apiProcess(place: Place): ProcessSpec {
  const folder = exampleFolder(place);
  const loopback = pathToFileURL(path.join(folder, 'loopback.ts')).href;
  return {
    name: 'srcbook-api',
    title: 'Srcbook API',
    command: process.execPath,
    args: [...preload(place), '--import', loopback, path.join(folder, 'node_modules', '@srcbook', 'api', 'dist', 'dev-server.mjs')],
    env: {
      ...telemetry(place, service.api.name),
      PORT: String(place.ports.api),
      SRCBOOK_DISABLE_ANALYTICS: 'true',
      // Srcbook keeps its database and notebooks in the home folder.
      HOME: path.join(place.data, 'srcbook-home'),
      // Cells run the first `node` on the PATH: let it be the one that runs the API.
      PATH: [path.dirname(process.execPath), place.environment.PATH].filter(Boolean).join(path.delimiter),
      npm_config_update_notifier: 'false',
    },
    cwd: folder,
    readyUrl: `${apiUrl(place)}/api/examples`,
    readyWithinS: 60,
  };
}

function webProcess(place: Place): ProcessSpec {
  const folder = exampleFolder(place);
  return {
    name: 'srcbook-web',
    title: 'Srcbook page',
    command: process.execPath,
    args: [...preload(place), path.join(folder, 'web.ts')],
    env: { ...telemetry(place, service.web.name), PORT: String(place.ports.web), SRCBOOK_API_URL: apiUrl(place) },
    cwd: folder,
    readyUrl: `${webUrl(place)}/healthz`,
    readyWithinS: 30,
  };
}

const apiUrl = (place: Place) => `http://127.0.0.1:${place.ports.api}`;
const webUrl = (place: Place) => `http://127.0.0.1:${place.ports.web}`;

function preload(place: Place): string[] {
  return ['--import', pathToFileURL(path.join(place.repository, 'dist', 'instrumentation', 'register.js')).href];
}

function telemetry(place: Place, serviceName: string): Record<string, string> {
  const { serviceNamespace, deploymentEnvironmentName } = resourceAttribute;
  return {
    OTEL_SERVICE_NAME: serviceName,
    OTEL_RESOURCE_ATTRIBUTES: `${serviceNamespace.key}=${service.api.namespace},${deploymentEnvironmentName.key}=development`,
    // Token and certificates come by their own variables, out of the launcher's environment.
    OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl(place),
    PERAGUS_SPOOL_DIR: path.join(place.data, 'spool'),
  };
}
