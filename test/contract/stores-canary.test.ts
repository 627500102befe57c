// The canary of the pipeline on real stores: it reads back what it sends, and says which signal is lost as soon as one store is away.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { canaryMetric, canaryService, DELIVERED_SIGNALS, metric, prometheusName } from '../../instrumentation/vocabulary/index.ts';
import type { BackendName } from '../../stack/process-spec.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { canarySpec } from '../../stack/processes/canary.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { OwnMetrics } from '../support/collector-metrics.ts';
import { queryLoki, queryPrometheus } from '../support/store-queries.ts';
import { waitFor } from '../support/wait.ts';

const NAMES = ['collector', 'prometheus', 'loki', 'tempo'] as const satisfies readonly BackendName[];
const STORE_OF = { traces: 'tempo', logs: 'loki', metrics: 'prometheus' } as const;
/** A round is over after this long, so a loss is seen after two. */
const INTERVAL_S = 5;
/** A store that starts again, and the Collector's wait before it tries it again. */
const BACK_WITHIN_MS = 90_000;

const named = (key: keyof typeof canaryMetric): string => prometheusName(canaryMetric[key]);

describe('the canary of the pipeline', function () {
  this.timeout(3 * BACK_WITHIN_MS);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  let canary: ChildProcess;
  let said = '';

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of NAMES) await programsOf(name);
    place = await makePlace();
    backEnds = new BackEnds(place);
    await Promise.all(NAMES.map((name) => backEnds.start(name)));
    const { command, args, env, readyUrl } = canarySpec(place);
    canary = spawn(command, args, {
      env: { ...process.env, ...env, PERAGUS_CANARY_INTERVAL_S: String(INTERVAL_S) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    canary.stdout?.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    await waitFor('the canary', async () => (await fetch(readyUrl)).ok, BACK_WITHIN_MS);
  });
  after(async () => {
    if (canary?.exitCode === null) {
      const gone = once(canary, 'exit');
      canary.kill('SIGTERM');
      await gone;
    }
    await backEnds?.stopAll();
    place?.remove();
  });

  const scraped = async (): Promise<OwnMetrics> => new OwnMetrics(await (await fetch(`${baseUrl(place.ports, 'canary')}/metrics`)).text());
  const read = async (key: keyof typeof canaryMetric, signal: string): Promise<number> =>
    (await scraped()).sum(named(key), { peragus_signal: signal });
  const comesBack = (signal: string, afterMs: number): Promise<unknown> =>
    waitFor(
      `${signal} to come back; it says ${said}`,
      async () => (await read('canaryLastSuccess', signal)) * 1_000 > afterMs,
      BACK_WITHIN_MS,
    );
  const fails = async (signal: string): Promise<unknown> => {
    const before = await read('canaryFailures', signal);
    return waitFor(`${signal} to be lost; it says ${said}`, async () => (await read('canaryFailures', signal)) > before, BACK_WITHIN_MS);
  };

  it('reads all three signals back, and says how long it took', async () => {
    const startedMs = Date.now();
    for (const signal of DELIVERED_SIGNALS) {
      await comesBack(signal, startedMs);
      expect(await read('canaryRoundTrip', signal), signal).to.be.within(0.001, INTERVAL_S);
    }
  });

  it('is scraped by Prometheus, and is in no list of services', async () => {
    const prometheus = baseUrl(place.ports, 'prometheus');
    const series = await waitFor(
      'the canary in Prometheus',
      async () => {
        const found = await queryPrometheus(prometheus, named('canaryLastSuccess'));
        return found.length > 0 && found;
      },
      BACK_WITHIN_MS,
    );
    expect(series.map(({ metric: labels }) => [labels.job, labels.peragus_signal])).to.have.deep.members(
      DELIVERED_SIGNALS.map((signal) => ['canary', signal]),
    );
    expect(await queryPrometheus(prometheus, prometheusName(metric.processUptime))).to.deep.equal([]);
    const lines = await queryLoki(baseUrl(place.ports, 'loki'), `{service_name="${canaryService.name}"}`);
    expect(lines.map(({ stream }) => stream.service_namespace)).not.to.include('peragus');
  });

  for (const [signal, store] of Object.entries(STORE_OF)) {
    it(`says that ${signal} are lost while ${store} is away and the others arrive, and that they are back after it`, async () => {
      await backEnds.stop(store);
      await fails(signal);
      const lostMs = Date.now();
      const others = DELIVERED_SIGNALS.filter((other) => other !== signal);
      for (const other of others) await comesBack(other, lostMs);
      expect(said).to.include(`${signal}: lost, its store does not answer`);
      for (const other of others) expect(said).not.to.include(`${other}: lost`);
      await backEnds.start(store);
      await comesBack(signal, lostMs);
      await waitFor('the line that it is back', () => said.includes(`${signal}: back, after `), BACK_WITHIN_MS);
      said = '';
    });
  }

  it('says that everything is lost while the Collector is away', async () => {
    await backEnds.stop('collector');
    await Promise.all(DELIVERED_SIGNALS.map((signal) => fails(signal)));
    const lostMs = Date.now();
    for (const signal of DELIVERED_SIGNALS) expect(said).to.include(`${signal}: lost, the Collector does not take it (`);
    await backEnds.start('collector');
    for (const signal of DELIVERED_SIGNALS) await comesBack(signal, lostMs);
  });
});
