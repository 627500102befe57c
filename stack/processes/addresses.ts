// Addresses of the parts: everything native listens on the loopback, and only there.

import { PORTS, type PortName, type Ports } from '../ports.ts';
import type { Place } from '../process-spec.ts';

export const LOOPBACK = '127.0.0.1';

/** `127.0.0.1:9090` */
export function hostPort(ports: Ports, name: PortName): string {
  return `${LOOPBACK}:${ports[name]}`;
}

/** `http://127.0.0.1:9090` */
export function baseUrl(ports: Ports, name: PortName): string {
  return `http://${hostPort(ports, name)}`;
}

/** Where services send OTLP over HTTP: by TLS where the Collector has a certificate. */
export function otlpUrl({ ports, environment }: Pick<Place, 'ports' | 'environment'>): string {
  return baseUrl(ports, 'otlpHttp').replace('http:', environment.PERAGUS_TLS_CERT_FILE ? 'https:' : 'http:');
}

/** Environment variables that move the named ports in the configuration files, by the names of the port table. */
export function portVariables(ports: Ports, names: readonly PortName[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [PORTS[name].variable, String(ports[name])]));
}
