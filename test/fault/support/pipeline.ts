// The real Collector between a sender that numbers its records and stand-ins of the stores that can fail.

import { expect } from 'chai';
import type { Role } from '../../../collector/roles.ts';
import { type CollectorOptions, CollectorRun } from '../../support/collector-run.ts';
import { waitFor } from '../../support/wait.ts';
import { FaultSink } from './fault-sink.ts';
import { type ClientPlan, NumberedClient } from './numbered-client.ts';

/** One sink stands in for all three stores: it knows the signal by the path. */
export const storesAt = (endpoint: string): Record<string, string> => ({
  PERAGUS_PROMETHEUS_URL: endpoint,
  PERAGUS_LOKI_URL: endpoint,
  PERAGUS_TEMPO_OTLP_URL: endpoint,
});

/** Looks for a store that was away every half second, so that a test needs no patience; the product does so every 10 s. */
export const EAGER = ['prometheus', 'loki', 'tempo'].map(
  (store) => `yaml:exporters::otlp_http/${store}::retry_on_failure: {initial_interval: 100ms, max_interval: 500ms}`,
);

/** Makes a client that is stopped in the end. */
type Send = (plan: ClientPlan) => NumberedClient;

/** Runs with a Collector, a sink and clients that are gone in the end. */
export async function usePipeline(
  run: (collector: CollectorRun, stores: FaultSink, send: Send) => Promise<void>,
  { environment = {}, more = EAGER, role = 'single' }: CollectorOptions & { readonly role?: Role } = {},
): Promise<void> {
  await FaultSink.use(async (stores) => {
    const collector = await CollectorRun.start(role, { environment: { ...storesAt(stores.endpoint), ...environment }, more });
    const clients: NumberedClient[] = [];
    const send: Send = (plan) => {
      const client = new NumberedClient(collector.otlpUrl, plan);
      clients.push(client);
      return client;
    };
    try {
      await run(collector, stores, send);
    } finally {
      await Promise.all(clients.map((client) => client.abandon()));
      await collector.remove();
    }
  });
}

/** Waits until the stores have everything that a client was told is safe; 0 of it may be missing. */
export async function expectAllArrive(client: NumberedClient, stores: FaultSink, withinMs = 30_000): Promise<void> {
  const missing = () => [...client.acknowledged].filter((key) => !stores.received.keys('logs').has(key));
  await waitFor('all that was acknowledged', () => missing().length === 0, withinMs, 100).catch(() => undefined);
  expect(missing().slice(0, 10), `of ${client.acknowledged.size} acknowledged records, ${missing().length} are lost`).to.deep.equal([]);
}
