// A past in which everything that the runbooks ask about went wrong, sent to real stores beside the past of the dashboards.

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { metric, resourceAttribute as r, select, service } from '../../instrumentation/vocabulary/index.ts';
import type { Ports } from '../../stack/ports.ts';
import type { Place } from '../../stack/process-spec.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { programsOf } from '../support/back-ends.ts';
import { API, PAST_S, postJson } from '../support/dashboard-history.ts';
import { logLines, spanOf } from '../support/made-up-evidence.ts';
import { kindHistory, type Life } from '../support/metric-history.ts';
import { type Fields, logs, metrics, traces } from '../support/otlp-json.ts';
import { recordedGauge } from '../support/recorded-history.ts';
import { FAULTY_LINES, FAULTY_SPANS } from './faulty-evidence.ts';
import { OBJECTIVES_MISSED, PARTS_UP, partFaults, processFaults, type Told } from './faulty-series.ts';

const DAY_S = 86_400;

/** Another process than those of the dashboards, so that no series has two pasts. */
const instance = { [r.serviceInstanceId.key]: 'faulty' };
const FAULTY_PROCESS: Fields = { ...API, ...instance };
const part = (job: string): Fields => ({ [r.serviceName.key]: job, ...instance });
const life = (resource: Fields): Life => ({ resource, startedS: PAST_S, endedS: 0, failing: true });

/** Sends it to the stores; it ends at `nowMs`. */
export async function sendFaultyPast(ports: Ports, nowMs: number): Promise<void> {
  const toPrometheus = `${baseUrl(ports, 'prometheus')}/api/v1/otlp/v1/metrics`;
  const told: readonly (readonly [Fields, Told])[] = [
    [FAULTY_PROCESS, processFaults(nowMs / 1_000)],
    [part('collector'), partFaults],
    ...Object.entries(PARTS_UP).map(([job, up]) => [part(job), up] as const),
  ];
  for (const [resource, series] of told) await postJson(toPrometheus, kindHistory(series, life(resource), nowMs));
  const missed = OBJECTIVES_MISSED.map(([name, labels, value]) => recordedGauge(name, labels, value, nowMs, PAST_S));
  await postJson(toPrometheus, metrics(FAULTY_PROCESS, missed));
  await postJson(`${baseUrl(ports, 'loki')}/otlp/v1/logs`, logs(FAULTY_PROCESS, logLines(nowMs, FAULTY_LINES)));
  const spans = FAULTY_SPANS.map((span) => spanOf(span, nowMs));
  await postJson(`${baseUrl(ports, 'tempoOtlp')}/v1/traces`, traces(FAULTY_PROCESS, spans));
}

/** A block of yesterday's requests in the store of Prometheus, before it starts: what is that late it would refuse. */
export async function prepareYesterday(place: Place): Promise<void> {
  const nowS = Math.floor(Date.now() / 1_000);
  const lines = ['/api/exec', '/api/sessions/:id'].flatMap((route) => {
    const series = select(
      metric.httpServerRequestDuration,
      [
        ['job', '=', service.api.job],
        ['service.name', '=', service.api.name],
        ['http.route', '=', route],
      ],
      'count',
    );
    // The format of such files knows no space between labels.
    return [1_500, 900, 300].map((agoS, at) => `${series.replaceAll(', ', ',')} ${100 * (at + 1)} ${nowS - DAY_S - agoS}`);
  });
  const folder = join(place.data, 'prometheus', 'tsdb');
  const file = join(place.data, 'yesterday.txt');
  await mkdir(folder, { recursive: true });
  await writeFile(file, [...lines, '# EOF', ''].join('\n'));
  const { promtool = 'promtool' } = await programsOf('prometheus');
  await promisify(execFile)(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', file, folder]);
}
