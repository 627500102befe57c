// The certificates of the standard OTEL_EXPORTER_OTLP_* variables. The exporters read them only for agents that they make themselves.

import { readFileSync } from 'node:fs';
import { CODES, complain, reasonOf } from '../errors.ts';

export interface Certificates {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

const VARIABLES = { ca: 'CERTIFICATE', cert: 'CLIENT_CERTIFICATE', key: 'CLIENT_KEY' } as const;

/** What a signal's own variables name, or those for all signals; an unreadable file is one warning. */
export function readCertificates(environment: NodeJS.ProcessEnv, signal: 'traces' | 'metrics' | 'logs'): Certificates {
  const found: Record<string, Buffer> = {};
  for (const [option, suffix] of Object.entries(VARIABLES)) {
    const names = [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${suffix}`, `OTEL_EXPORTER_OTLP_${suffix}`];
    const name = names.find((each) => environment[each]);
    if (!name) continue;
    try {
      found[option] = readFileSync(environment[name] ?? '');
    } catch (error) {
      complain(CODES.settingInvalid, `The file that ${name} names could not be read (${reasonOf(error)}); going on without.`);
    }
  }
  return found;
}
