// Three processes' past in the stores, so that every panel has something to show: one was replaced, one never fails.

import { resourceAttribute, service } from '../../instrumentation/vocabulary/index.ts';
import type { Ports } from '../../stack/ports.ts';
import { baseUrl } from '../../stack/processes/addresses.ts';
import { alertsFiring, logLines, spans } from './made-up-evidence.ts';
import { hostHistory, type Life, metricHistory, stackHistory } from './metric-history.ts';
import { type Fields, logs, metrics, traces } from './otlp-json.ts';
import { budgetHistory, recordedHistory } from './recorded-history.ts';

const ENVIRONMENT = 'test';

const resource = (of: (typeof service)[keyof typeof service], instance: string, version: string): Fields => ({
  [resourceAttribute.serviceNamespace.key]: of.namespace,
  [resourceAttribute.serviceName.key]: of.name,
  [resourceAttribute.serviceInstanceId.key]: instance,
  [resourceAttribute.serviceVersion.key]: version,
  [resourceAttribute.deploymentEnvironmentName.key]: ENVIRONMENT,
});

export const PAST_S = 900;
/** The process that serves the API now; the choices of one concrete dashboard. */
export const CHOSEN = {
  environment: ENVIRONMENT,
  service: service.api.name,
  instance: 'bbbbbbbb-0000-4000-8000-000000000002',
  route: '/api/exec',
  host: 'machine-1',
} as const;
export const API = resource(service.api, CHOSEN.instance, '1.1.0');

const LIVES: readonly Life[] = [
  { resource: resource(service.api, 'aaaaaaaa-0000-4000-8000-000000000001', '1.0.0'), startedS: PAST_S, endedS: 480, failing: true },
  { resource: API, startedS: 450, endedS: 0, failing: true },
  { resource: resource(service.web, 'cccccccc-0000-4000-8000-000000000003', '1.0.0'), startedS: PAST_S, endedS: 0, failing: false },
];

/** The parts of the stack, as one: which part says what is the business of another test. */
const STACK: Life = {
  resource: { [resourceAttribute.serviceName.key]: 'collector', [resourceAttribute.serviceInstanceId.key]: 'collector:8888' },
  startedS: PAST_S,
  endedS: 0,
  failing: true,
};

/** The machine that all of them run on. */
const HOST: Life = {
  resource: { [resourceAttribute.serviceName.key]: 'host', [resourceAttribute.serviceInstanceId.key]: CHOSEN.host },
  startedS: PAST_S,
  endedS: 0,
  failing: false,
};

export async function postJson(url: string, request: object): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}

/** Sends the past straight to the stores; returns the second at which it ends. */
export async function sendHistory(ports: Ports): Promise<number> {
  const nowMs = Date.now();
  const toPrometheus = `${baseUrl(ports, 'prometheus')}/api/v1/otlp/v1/metrics`;
  for (const life of LIVES) await postJson(toPrometheus, metricHistory(life, nowMs));
  await postJson(toPrometheus, stackHistory(STACK, nowMs));
  await postJson(toPrometheus, hostHistory(HOST, nowMs));
  await postJson(toPrometheus, recordedHistory(API, nowMs, PAST_S));
  await postJson(toPrometheus, budgetHistory(STACK.resource, nowMs, PAST_S));
  await postJson(toPrometheus, metrics(API, alertsFiring(nowMs)));
  await postJson(`${baseUrl(ports, 'loki')}/otlp/v1/logs`, logs(API, logLines(nowMs)));
  await postJson(`${baseUrl(ports, 'tempoOtlp')}/v1/traces`, traces(API, spans(CHOSEN.route, nowMs)));
  return Math.ceil(nowMs / 1_000);
}
