// The certificates of the standard OTEL_EXPORTER_OTLP_* variables. The exporters read them only for agents that they make themselves.

import { readRenewable } from './renewable-file.ts';

export interface Certificates {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

const VARIABLES = { ca: 'CERTIFICATE', cert: 'CLIENT_CERTIFICATE', key: 'CLIENT_KEY' } as const;

/** What the files hold now that a signal's own variables name, or those for all signals; an unreadable file is one warning. */
export function readCertificates(environment: NodeJS.ProcessEnv, signal: 'traces' | 'metrics' | 'logs'): Certificates {
  const found: Record<string, Buffer> = {};
  for (const [option, suffix] of Object.entries(VARIABLES)) {
    const names = [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${suffix}`, `OTEL_EXPORTER_OTLP_${suffix}`];
    const name = names.find((each) => environment[each]);
    const content = name && readRenewable(environment, name);
    if (content) found[option] = content;
  }
  return found;
}
