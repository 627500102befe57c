// A stand-in for the three stores behind a Collector: what they would have been sent, readable at once.

import { Sink } from './sink.ts';

export interface StoreSink {
  readonly sink: Sink;
  /** Variables that make a Collector send here. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function openStoreSink(): Promise<StoreSink> {
  const sink = new Sink();
  const url = await sink.listen();
  return { sink, environment: { PERAGUS_PROMETHEUS_URL: url, PERAGUS_LOKI_URL: url, PERAGUS_TEMPO_OTLP_URL: url } };
}
