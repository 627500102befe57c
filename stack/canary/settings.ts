// Settings of the canary, read from the environment once; a wrong one is a sentence.

import { readFileSync } from 'node:fs';
import { PORTS } from '../ports.ts';

export interface CanarySettings {
  readonly port: number;
  /** From the beginning of one round to that of the next. */
  readonly intervalMs: number;
  /** The Collector's door for OTLP over HTTP. */
  readonly collectorUrl: string;
  readonly stores: { readonly prometheus: string; readonly loki: string; readonly tempo: string };
  /** The bearer token of the door; read for each round, because its file may be replaced. */
  readonly token: () => string | undefined;
}

export const INTERVAL_VARIABLE = 'PERAGUS_CANARY_INTERVAL_S';
export const CANARY_INTERVAL_S = 60;
const LIMITS_S = { least: 1, most: 3600 } as const;

/** @throws Error, one sentence, when the interval is no number that it may be. */
export function readSettings(environment: NodeJS.ProcessEnv): CanarySettings {
  const text = (name: string, standard: string): string => environment[name] || standard;
  const intervalS = Number(text(INTERVAL_VARIABLE, String(CANARY_INTERVAL_S)));
  if (!(intervalS >= LIMITS_S.least && intervalS <= LIMITS_S.most)) {
    throw new Error(
      `${INTERVAL_VARIABLE} is "${environment[INTERVAL_VARIABLE]}"; it takes seconds from ${LIMITS_S.least} to ${LIMITS_S.most}.`,
    );
  }
  const tokenFile = environment.PERAGUS_OTLP_TOKEN_FILE;
  return {
    port: Number(text(PORTS.canary.variable, String(PORTS.canary.default))),
    intervalMs: intervalS * 1_000,
    collectorUrl: text('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:4318'),
    stores: {
      prometheus: text('PERAGUS_PROMETHEUS_URL', 'http://127.0.0.1:9090'),
      loki: text('PERAGUS_LOKI_URL', 'http://127.0.0.1:3100'),
      tempo: text('PERAGUS_TEMPO_URL', 'http://127.0.0.1:3200'),
    },
    token: () => (tokenFile ? readFileSync(tokenFile, 'utf8').split('\n')[0]?.trim() : undefined),
  };
}
