// The canary of the pipeline on real stores: it reads back what it sends, and says which signal is lost as soon as one store is away.

import { join } from 'node:path';
import { expect } from 'chai';
import { canaryMetric, canaryService, DELIVERED_SIGNALS, metric, prometheusName } from '../../instrumentation/vocabulary/index.ts';
import { makeToken } from '../../scripts/certificates.ts';
import type { BackendName } from '../../stack/process-spec.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { ScratchSecurity } from '../security/support/scratch-security.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { BACK_WITHIN_MS, CanaryRun, INTERVAL_S } from '../support/canary-run.ts';
import { queryLoki, queryPrometheus } from '../support/store-queries.ts';
import { waitFor } from '../support/wait.ts';

const NAMES = ['collector', 'prometheus', 'loki', 'tempo'] as const satisfies readonly BackendName[];
const STORE_OF = { traces: 'tempo', logs: 'loki', metrics: 'prometheus' } as const;

/** All back ends in a place of its own. */
async function startBackEnds(more: NodeJS.ProcessEnv = {}) {
  for (const name of NAMES) await programsOf(name);
  const place = await makePlace(more);
  const backEnds = new BackEnds(place);
  await Promise.all(NAMES.map((name) => backEnds.start(name)));
  return { place, backEnds };
}

describe('the canary of the pipeline', function () {
  this.timeout(3 * BACK_WITHIN_MS);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  let canary: CanaryRun;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    ({ place, backEnds } = await startBackEnds());
    canary = await CanaryRun.start(place);
  });
  after(async () => {
    await canary?.stop();
    await backEnds?.stopAll();
    place?.remove();
  });

  it('reads all three signals back, and says how long it took', async () => {
    const startedMs = Date.now();
    for (const signal of DELIVERED_SIGNALS) {
      await canary.comesBack(signal, startedMs);
      expect(await canary.read('canaryRoundTrip', signal), signal).to.be.within(0.001, INTERVAL_S);
    }
  });

  it('is scraped by Prometheus, and is in no list of services', async () => {
    const prometheus = baseUrl(place.ports, 'prometheus');
    const series = await waitFor(
      'the canary in Prometheus',
      async () => {
        const found = await queryPrometheus(prometheus, prometheusName(canaryMetric.canaryLastSuccess));
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
      await canary.fails(signal);
      const lostMs = Date.now();
      const others = DELIVERED_SIGNALS.filter((other) => other !== signal);
      for (const other of others) await canary.comesBack(other, lostMs);
      expect(canary.said).to.include(`${signal}: lost, its store does not answer`);
      for (const other of others) expect(canary.said).not.to.include(`${other}: lost`);
      await backEnds.start(store);
      await canary.comesBack(signal, lostMs);
      await waitFor('the line that it is back', () => canary.said.includes(`${signal}: back, after `), BACK_WITHIN_MS);
      canary.said = '';
    });
  }

  it('says that everything is lost while the Collector is away', async () => {
    await backEnds.stop('collector');
    await Promise.all(DELIVERED_SIGNALS.map((signal) => canary.fails(signal)));
    const lostMs = Date.now();
    for (const signal of DELIVERED_SIGNALS) expect(canary.said).to.include(`${signal}: lost, the Collector does not take it (`);
    await backEnds.start('collector');
    for (const signal of DELIVERED_SIGNALS) await canary.comesBack(signal, lostMs);
  });
});

describe('the canary at a door with TLS that asks for a token', function () {
  this.timeout(3 * BACK_WITHIN_MS);
  let security: ScratchSecurity;
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  let canary: CanaryRun | undefined;
  let tokenFile: string;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    security = new ScratchSecurity();
    tokenFile = join(security.folder, 'token-of-the-canary');
    security.replace(tokenFile, `${security.token}\n`);
    const { PERAGUS_TLS_CLIENT_CA_FILE: _, ...door } = security.receiving;
    ({ place, backEnds } = await startBackEnds({ ...door, OTEL_EXPORTER_OTLP_CERTIFICATE: security.authority.cert }));
  });
  afterEach(() => canary?.stop());
  after(async () => {
    await backEnds?.stopAll();
    place?.remove();
    security?.remove();
  });

  const allComeBack = async () => {
    const sinceMs = Date.now();
    for (const signal of DELIVERED_SIGNALS) await canary?.comesBack(signal, sinceMs);
  };

  it('reads all three back, says that a wrong token is refused, and goes on with the next one in its file', async () => {
    canary = await CanaryRun.start(place, { PERAGUS_OTLP_TOKEN_FILE: tokenFile });
    await allComeBack();
    const fresh = makeToken();
    security.replace(security.tokenFile, `${fresh}\n`);
    for (const signal of DELIVERED_SIGNALS) await canary.fails(signal);
    expect(canary.said).to.include('traces: lost, the Collector does not take it (it answered 401).');
    security.replace(tokenFile, `${fresh}\n`);
    await allComeBack();
  });

  it('does not send to a Collector whose certificate nobody it trusts has signed', async () => {
    const { OTEL_EXPORTER_OTLP_CERTIFICATE: _, ...environment } = place.environment;
    canary = await CanaryRun.start({ ...place, environment }, { PERAGUS_OTLP_TOKEN_FILE: tokenFile });
    for (const signal of DELIVERED_SIGNALS) await canary.fails(signal);
    expect(canary.said).to.match(/traces: lost, the Collector does not take it \(.*certificate/);
  });
});
