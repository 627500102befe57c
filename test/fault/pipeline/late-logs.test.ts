// R34: what queued while Loki was away for hours arrives, although newer lines of the same stream came first; and what nothing can save is counted.

import { expect } from 'chai';
import { baseUrl } from '../../../stack/processes/addresses.ts';
import { BackEnds, makePlace, programsOf, RESOLVE_DEADLINE_MS } from '../../support/back-ends.ts';
import { logs, nowNanos, postOtlp } from '../../support/otlp-json.ts';
import { queryLoki } from '../../support/store-queries.ts';
import { waitFor } from '../../support/wait.ts';

const HOUR_MS = 3_600_000;
/** Loki takes what is younger than half of `max_chunk_age`, 24 h, seen from the newest line of the stream. */
const AGES_H = [11.5, 8, 4, 2, 1];
/** Loki's default of 2 h for `max_chunk_age` would refuse all that is older than this. */
const DEFAULT_WINDOW_H = 1;
const TOO_OLD_H = 13;
const WITHIN_MS = 20_000;

const line = (text: string, ageH: number) => ({ timeUnixNano: nowNanos(-ageH * HOUR_MS), body: { stringValue: text } });

describe('lines that are hours late', function () {
  this.timeout(90_000);
  let place: Awaited<ReturnType<typeof makePlace>>;
  let backEnds: BackEnds;
  const resource = { 'service.name': 'late', 'service.namespace': 'test' };
  const send = (text: string, ageH: number) => postOtlp(baseUrl(place.ports, 'otlpHttp'), 'logs', logs(resource, [line(text, ageH)]));
  const stored = async () => {
    const streams = await queryLoki(baseUrl(place.ports, 'loki'), '{service_name="late"}');
    return new Set<string>(streams.flatMap(({ values }) => values.map(([, text]: string[]) => text)));
  };
  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    for (const name of ['collector', 'loki'] as const) await programsOf(name);
    place = await makePlace();
    backEnds = new BackEnds(place);
    await backEnds.start('loki');
    await backEnds.start('collector');
    await send('fresh', 0);
    await waitFor('the fresh line', async () => (await stored()).has('fresh'), WITHIN_MS, 100);
  });
  after(async () => {
    await backEnds?.stopAll();
    place?.remove();
  });

  it(`arrive when they are up to ${AGES_H[0]} h older than the newest line of their stream (Loki's default takes ${DEFAULT_WINDOW_H} h)`, async () => {
    for (const age of AGES_H) await send(`late by ${age} h`, age);
    await waitFor('all lines', async () => (await stored()).size === AGES_H.length + 1, WITHIN_MS, 100);
    expect([...(await stored())]).to.have.members(['fresh', ...AGES_H.map((age) => `late by ${age} h`)]);
  });

  it(`are counted when they are ${TOO_OLD_H} h older, and cost their neighbours nothing`, async () => {
    await send('lost', TOO_OLD_H);
    await send('neighbour', 0);
    await waitFor('the neighbour', async () => (await stored()).has('neighbour'), WITHIN_MS, 100);
    const lost = async () => {
      const loki = await (await fetch(`${baseUrl(place.ports, 'loki')}/metrics`)).text();
      return /^loki_discarded_samples_total\{[^}]*reason="too_far_behind"[^}]*\} 1$/m.test(loki);
    };
    await waitFor('the count of what Loki discarded', lost, WITHIN_MS, 200);
    expect((await stored()).has('lost')).to.equal(false);
  });
});
