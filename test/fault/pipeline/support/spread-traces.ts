// Traces whose spans come from three services at different times, through different Collectors, and a ledger of what these took.

import { setTimeout as lasting } from 'node:timers/promises';
import { keyValues, nowNanos, traces } from '../../../support/otlp-json.ts';

const SERVICES = ['web', 'api', 'worker'] as const;
/** A span of each service after the other: what comes through one Collector is far from what comes through the other. */
const APART_MS = 150;
const TICK_MS = 25;
const TRY_AGAIN_MS = 100;
/** Of each hundred traces so many have an error, in their last span only: the part of the trace that comes last. */
const ERRORS_OF_100 = 5;

export const SPANS_A_TRACE = SERVICES.length;

export interface Plan {
  readonly traces: number;
  readonly perSecond: number;
  /** Ways in, taken in turn by the services. */
  readonly doors: readonly string[];
  /** Tells this run's traces from those of another. */
  readonly run: number;
}

/** What was sent: a trace by its number. */
export interface Sent {
  readonly traceId: string;
  readonly hasError: boolean;
}

export const spanIdOf = (trace: number, index: number): string => trace.toString(16).padStart(12, '0') + index.toString(16).padStart(4, '0');
/** The number of a trace out of the id of one of its spans. */
export const traceOf = (spanId: string): number => Number.parseInt(spanId.slice(0, 12), 16);

/** Sends all traces of the plan; settles when each span has been taken by a Collector, with what was sent and how often it was refused. */
export async function sendTraces(plan: Plan): Promise<{ sent: Map<number, Sent>; refused: number }> {
  const sent = new Map<number, Sent>();
  const underWay: Promise<void>[] = [];
  let refused = 0;
  const post = async (index: number, numbers: readonly number[]) => {
    await lasting(index * APART_MS);
    const service = SERVICES[index] ?? '';
    const body = requestOf(service, index, numbers, sent);
    while (!(await isTaken(plan.doors[index % plan.doors.length] ?? '', body))) {
      refused += 1;
      await lasting(TRY_AGAIN_MS);
    }
  };
  const startedMs = performance.now();
  while (sent.size < plan.traces) {
    const due = Math.min(plan.traces, Math.ceil(((performance.now() - startedMs) / 1000) * plan.perSecond));
    const numbers: number[] = [];
    while (sent.size < due) {
      const number = plan.run * 1_000_000 + sent.size;
      numbers.push(number);
      sent.set(number, { traceId: traceIdOf(number), hasError: sent.size % 100 < ERRORS_OF_100 });
    }
    if (numbers.length > 0) underWay.push(...SERVICES.map((_, index) => post(index, numbers)));
    await lasting(TICK_MS);
  }
  await Promise.all(underWay);
  return { sent, refused };
}

/** Spread over all ids, as random ones are, and the same again for the same number. */
function traceIdOf(number: number): string {
  const words = [1, 2, 3, 4].map((salt) => Math.imul(number ^ (salt * 0x9e3779b9), 0x85ebca6b) ^ Math.imul(number, 0xc2b2ae35 * salt));
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function requestOf(service: string, index: number, numbers: readonly number[], sent: ReadonlyMap<number, Sent>): object {
  const spans = numbers.map((number) => ({
    traceId: sent.get(number)?.traceId,
    spanId: spanIdOf(number, index),
    ...(index > 0 && { parentSpanId: spanIdOf(number, index - 1) }),
    name: `GET /${service}`,
    kind: 2,
    startTimeUnixNano: nowNanos(-20),
    endTimeUnixNano: nowNanos(-10),
    attributes: keyValues({ 'http.request.method': 'GET', 'http.route': `/${service}` }),
    ...(sent.get(number)?.hasError && index === SERVICES.length - 1 && { status: { code: 2 } }),
  }));
  return traces({ 'service.name': service, 'service.namespace': 'spread', 'service.instance.id': `${service}-1` }, spans);
}

async function isTaken(door: string, body: object): Promise<boolean> {
  try {
    const response = await fetch(`${door}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
