// The bearer token for the Collector out of a file, read for each request: a token that is replaced is taken without a restart.

import { readRenewable } from './renewable-file.ts';

const VARIABLE = 'PERAGUS_OTLP_TOKEN_FILE';

/** Whether requests carry a token out of a file: it can be renewed, so that a refusal for its sake is not the last word. */
export function hasTokenFile(environment: NodeJS.ProcessEnv): boolean {
  return Boolean(environment[VARIABLE]?.trim());
}

/** The header that carries the token; nothing without a file. Stands before what OTEL_EXPORTER_OTLP_HEADERS say. Never throws. */
export function tokenHeader(environment: NodeJS.ProcessEnv): { Authorization?: string } {
  // The first word, as the Collector's bearertokenauth reads the same file: what follows is a comment, or the token before.
  const [token] = readRenewable(environment, VARIABLE)?.toString('utf8').trim().split(/\s/) ?? [];
  return token ? { Authorization: `Bearer ${token}` } : {};
}
