// What the stores are set up for beside keeping things: native histograms, alert rules over log lines, and no series made twice.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { logs as logRules } from '../../alerts/catalogue/logs.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { keyValues, logs, metrics, nowNanos, postOtlp } from '../support/otlp-json.ts';
import { type Json, queryPrometheus } from '../support/store-queries.ts';
import { waitFor } from '../support/wait.ts';

const WITHIN_MS = 20_000;
const RULE_WITHIN_MS = 30_000;
/** Loki looks at its folder of rules once a minute; here it need not be waited for. */
const LOOK_OFTEN = '-ruler.poll-interval=1s';
const RULES = `groups:
  - name: lines
    interval: 5s
    rules:
      - alert: AnyLine
        expr: sum(count_over_time({service_name="ruled"}[5m])) > 0
`;

const exponential = () => ({
  name: 'app.native',
  unit: 's',
  exponentialHistogram: {
    aggregationTemporality: 2,
    dataPoints: [
      {
        startTimeUnixNano: nowNanos(-10_000),
        timeUnixNano: nowNanos(),
        count: '6',
        sum: 9.5,
        scale: 2,
        zeroCount: '1',
        positive: { offset: 1, bucketCounts: ['2', '0', '3'] },
        attributes: keyValues({}),
      },
    ],
  },
});

describe('the stores', function () {
  this.timeout(90_000);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of ['collector', 'prometheus', 'loki'] as const) await programsOf(name);
    place = await makePlace();
    backEnds = new BackEnds(place);
    await Promise.all((['collector', 'prometheus', 'loki'] as const).map((name) => backEnds.start(name)));
  });
  after(async () => {
    await backEnds?.stopAll();
    place?.remove();
  });

  it('keep an exponential histogram as a native one: 6 of 6 observations under one name, without buckets as series', async () => {
    await postOtlp(baseUrl(place.ports, 'otlpHttp'), 'metrics', metrics({ 'service.name': 'native' }, [exponential()]));
    const url = baseUrl(place.ports, 'prometheus');
    const [count] = await waitFor(
      'the histogram',
      async () => {
        const found = await queryPrometheus(url, 'histogram_count(app_native_seconds)');
        return found.length > 0 && found;
      },
      WITHIN_MS,
      100,
    );
    expect(count.value[1]).to.equal('6');
    expect(await queryPrometheus(url, 'app_native_seconds_bucket')).to.deep.equal([]);
  });

  const loadedRules = async (): Promise<Json[]> => {
    const answer = (await (await fetch(`${baseUrl(place.ports, 'loki')}/prometheus/api/v1/rules`)).json()) as Json;
    return answer.data.groups.flatMap((group: Json) => group.rules);
  };

  it(`load ${logRules.rules.length} of ${logRules.rules.length} rules of the catalogue into Loki, whose queries it can answer`, async () => {
    const names = logRules.rules.map(({ alert }) => alert);
    const areLoaded = async () => (await loadedRules()).length >= names.length;
    await waitFor('the rules', areLoaded, RULE_WITHIN_MS, 250);
    const loaded = await loadedRules();
    expect(loaded.map(({ name }) => name)).to.have.members(names);
    for (const { name, lastError } of loaded) expect(lastError ?? '', name).to.equal('');
    for (const { alert, expr } of logRules.rules) {
      const url = `${baseUrl(place.ports, 'loki')}/loki/api/v1/query?query=${encodeURIComponent(expr)}`;
      const answer = await fetch(url);
      expect(answer.status, `${alert}: ${await answer.text()}`).to.equal(200);
    }
  });

  it('evaluate a rule over log lines that lies in the folder of rules', async () => {
    await backEnds.stop('loki');
    await backEnds.start('loki', [LOOK_OFTEN]);
    writeFileSync(join(place.data, 'loki', 'rules', 'fake', 'lines.yaml'), RULES);
    const line = { timeUnixNano: nowNanos(), body: { stringValue: 'a line' } };
    await postOtlp(baseUrl(place.ports, 'otlpHttp'), 'logs', logs({ 'service.name': 'ruled' }, [line]));
    const isFiring = async () => {
      const rule = (await loadedRules()).find(({ name }) => name === 'AnyLine');
      return rule?.state === 'firing' && rule;
    };
    expect((await waitFor('the alert', isFiring, RULE_WITHIN_MS, 250)).health).to.equal('ok');
  });
});
