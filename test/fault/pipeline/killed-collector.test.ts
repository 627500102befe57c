// R28: a Collector that is killed at random moments, and one that is restarted again and again, lose nothing that they had acknowledged.

import { setTimeout as lasting } from 'node:timers/promises';
import { expect } from 'chai';
import { programsOf, RESOLVE_DEADLINE_MS } from '../../support/back-ends.ts';
import type { CollectorRun } from '../../support/collector-run.ts';
import { figures } from '../../support/figures.ts';
import { waitFor } from '../../support/wait.ts';
import type { FaultSink } from '../support/fault-sink.ts';
import type { NumberedClient } from '../support/numbered-client.ts';
import { EAGER, expectAllArrive, usePipeline } from '../support/pipeline.ts';
import { seeded } from '../support/random.ts';
import { REPETITIONS, SEED } from '../support/repetitions.ts';

const IS_LONG = REPETITIONS > 1;
const KILLS = IS_LONG ? 50 : 2;
const RESTARTS = IS_LONG ? 10 : 1;
const KILLED_PER_SECOND = 1_000;
const RESTARTED_PER_SECOND = 500;
/** Between a start and the next end. */
const LONGEST_LIFE_MS = IS_LONG ? 1_500 : 800;
/** A request of each of the client's connections may be taken and not answered. */
const UNANSWERED = 40;
/** It opens its queues about 100 ms after it was started. */
const LONGEST_START_MS = 250;
const WITHOUT_FSYNC = 'yaml:extensions::file_storage::fsync: false';

interface Trial {
  readonly perSecond: number;
  readonly ends: number;
  end(collector: CollectorRun): Promise<void>;
}

/** Ends the Collector at random moments while a client sends; gives what arrived twice and the largest batch of its queue. */
async function endAgainAndAgain(collector: CollectorRun, stores: FaultSink, client: NumberedClient, { ends, end }: Trial) {
  const random = seeded(SEED);
  for (let done = 0; done < ends; done += 1) {
    await lasting(random.between(0, LONGEST_LIFE_MS));
    await end(collector);
    await collector.restart();
  }
  await client.finish();
  expect(client.kept, 'records that the client could not hand over').to.equal(0);
  await expectAllArrive(client, stores);
  const batch = Math.max(...stores.attempts('logs').map(({ items }) => items));
  return { records: client.made, twice: stores.received.duplicates('logs'), batch };
}

describe('R28: a Collector that ends', function () {
  this.timeout(30_000 + (KILLS + RESTARTS) * 6_000);
  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
  });

  const kill: Trial = { perSecond: KILLED_PER_SECOND, ends: KILLS, end: (collector) => collector.kill() };

  it(`by kill -9 at ${KILLS} random moments at ${KILLED_PER_SECOND} records a second loses 0, and sends at most one batch of its queue twice a kill`, async () => {
    console.log(`      seed ${SEED}`);
    await usePipeline(async (collector, stores, send) => {
      const { twice, batch, records } = await endAgainAndAgain(collector, stores, send(kill), kill);
      figures('R28: kill -9', { kills: KILLS, records, twice, batch });
      expect(twice).to.be.at.most((batch + UNANSWERED) * KILLS);
    });
  });

  it(`by kill -9 in each of ${KILLS} starts as well loses 0`, async () => {
    await usePipeline(async (collector, stores, send) => {
      const random = seeded(SEED + 1);
      const killTwice = async () => {
        await collector.kill();
        const starting = collector.restart().catch(() => undefined);
        await waitFor('its process', () => collector.isRunning, 10_000, 1);
        await lasting(random.between(0, LONGEST_START_MS));
        await collector.kill();
        await starting;
      };
      const { records, twice } = await endAgainAndAgain(collector, stores, send(kill), { ...kill, end: killTwice });
      figures('R28: kill -9, and again in the start', { kills: 2 * KILLS, records, twice });
    });
  });

  it(`by ${RESTARTS} orderly restarts at ${RESTARTED_PER_SECOND} records a second loses 0`, async () => {
    await usePipeline(async (collector, stores, send) => {
      const trial = { perSecond: RESTARTED_PER_SECOND, ends: RESTARTS, end: (each: CollectorRun) => each.stop() };
      const { twice, batch, records } = await endAgainAndAgain(collector, stores, send(trial), trial);
      figures('R28: restarts', { restarts: RESTARTS, records, twice, batch });
      expect(twice).to.be.at.most((batch + UNANSWERED) * RESTARTS);
    });
  });

  if (IS_LONG) {
    it(`by kill -9 at ${KILLS} random moments without fsync loses 0 too: the operating system keeps what a process has written`, async () => {
      await usePipeline(
        async (collector, stores, send) => {
          const { twice, batch, records } = await endAgainAndAgain(collector, stores, send(kill), kill);
          figures('R28: kill -9 without fsync', { kills: KILLS, records, twice, batch });
        },
        { more: [...EAGER, WITHOUT_FSYNC] },
      );
    });
  }
});
