// The canary of the pipeline natively: sends through the Collector, asks the stores, and is scraped by Prometheus.

import { join } from 'node:path';
import { PORTS } from '../ports.ts';
import type { Place, ProcessSpec } from '../process-spec.ts';
import { baseUrl, otlpUrl, portVariables } from './addresses.ts';

/** How to start it; token and interval come by their own variables, out of the launcher's environment. */
export function canarySpec(place: Place): ProcessSpec {
  const { repository, ports, environment } = place;
  const authority = environment.OTEL_EXPORTER_OTLP_CERTIFICATE;
  return {
    name: 'canary',
    title: PORTS.canary.title,
    command: process.execPath,
    args: [join(repository, 'stack', 'canary', 'start.ts')],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl(place),
      PERAGUS_PROMETHEUS_URL: baseUrl(ports, 'prometheus'),
      PERAGUS_LOKI_URL: baseUrl(ports, 'loki'),
      PERAGUS_TEMPO_URL: baseUrl(ports, 'tempo'),
      ...portVariables(ports, ['canary']),
      // Node's own clients trust this file beside the usual authorities.
      ...(authority && { NODE_EXTRA_CA_CERTS: authority }),
    },
    readyUrl: `${baseUrl(ports, 'canary')}/metrics`,
    readyWithinS: 15,
  };
}
