// R29: a store that is away for longer than any default lets a sender try costs nothing, the first minutes of the outage included.

import { setTimeout as lasting } from 'node:timers/promises';
import { expect } from 'chai';
import { programsOf, RESOLVE_DEADLINE_MS } from '../../support/back-ends.ts';
import { figures } from '../../support/figures.ts';
import { expectAllArrive, usePipeline } from '../support/pipeline.ts';
import { REPETITIONS } from '../support/repetitions.ts';

const IS_LONG = REPETITIONS > 1;
/** The default of `max_elapsed_time`, after which a Collector drops what it could not send. */
const DEFAULT_LIMIT_MS = 300_000;
/** In the short form the same number of attempts in a hundredth of the time: 10 ms to 100 ms instead of 1 s to 10 s. */
const FASTER = IS_LONG ? 1 : 100;
const AWAY_MS = IS_LONG ? 400_000 : 4_000;
const PER_SECOND = IS_LONG ? 100 : 300;
const BACK_WITHIN_MS = 60_000;

/** The delays of the product, `FASTER` times as fast. */
const PATIENCE = ['prometheus', 'loki', 'tempo'].map(
  (store) =>
    `yaml:exporters::otlp_http/${store}::retry_on_failure: {initial_interval: ${1_000 / FASTER}ms, max_interval: ${10_000 / FASTER}ms}`,
);

describe(`R29: a store that is away for ${AWAY_MS / 1_000} s, ${((AWAY_MS * FASTER) / DEFAULT_LIMIT_MS).toFixed(1)} times the default limit in attempts`, function () {
  this.timeout(AWAY_MS + 2 * BACK_WITHIN_MS);
  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
  });

  it('costs 0 records, the first minute and a restart in the midst included, and every range of numbers is whole', async () => {
    await usePipeline(
      async (collector, stores, send) => {
        await stores.set({ kind: 'refuse' });
        const client = send({ perSecond: PER_SECOND });
        await lasting(AWAY_MS / 2);
        await collector.kill();
        await collector.restart();
        await lasting(AWAY_MS / 2);
        await client.finish();
        expect(client.kept, 'records that the client still has').to.equal(0);
        await stores.heal();
        const backMs = performance.now();
        await expectAllArrive(client, stores, BACK_WITHIN_MS);
        const received = stores.received.keys('logs');
        const missing = Array.from({ length: client.made }, (_, number) => `${client.instance}#${number}`).filter(
          (key) => !received.has(key),
        );
        expect(missing, 'numbers that no store has').to.deep.equal([]);
        const own = await collector.metrics();
        expect(own.sum('otelcol_exporter_send_failed_log_records_total')).to.equal(0);
        figures('R29', { records: client.made, drainedMs: performance.now() - backMs, twice: stores.received.duplicates('logs') });
      },
      { more: PATIENCE },
    );
  });
});
