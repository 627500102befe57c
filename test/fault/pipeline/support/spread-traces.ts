// Traces whose spans come from three services at different times, through different Collectors, and a ledger of what these took.

import { createHash } from 'node:crypto';
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

/** Must be kept: it failed, or is one in N by the last 56 bits of its id, as fragments/sampling-reasons.yaml has it. */
export const mustBeKept = ({ traceId, hasError }: Sent, oneIn: number): boolean =>
  hasError || BigInt(`0x${traceId.slice(18)}`) < 2n ** 56n / BigInt(oneIn);

const spanIdOf = (trace: number, index: number): string => trace.toString(16).padStart(12, '0') + index.toString(16).padStart(4, '0');
/** The number of a trace out of the id of one of its spans. */
export const traceOf = (spanId: string): number => Number.parseInt(spanId.slice(0, 12), 16);

export interface Sending {
  /** The clients' ledger: grows. */
  readonly sent: Map<number, Sent>;
  /** Requests that no Collector took, and that were sent again. */
  refused: number;
  /** Settles when each span has been taken. */
  readonly done: Promise<void>;
}

/** Sends all traces of the plan. */
export function sendTraces(plan: Plan): Sending {
  const sending: Sending = { sent: new Map(), refused: 0, done: Promise.resolve().then(() => send(plan, sending)) };
  return sending;
}

async function send(plan: Plan, sending: Sending): Promise<void> {
  const { sent } = sending;
  const underWay: Promise<void>[] = [];
  const post = async (index: number, numbers: readonly number[]) => {
    await lasting(index * APART_MS);
    const service = SERVICES[index] ?? '';
    const body = requestOf(service, index, numbers, sent);
    while (!(await isTaken(plan.doors[index % plan.doors.length] ?? '', body))) {
      sending.refused += 1;
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
}

/** As even as random ids, and the same again for the same number. */
const traceIdOf = (number: number): string => createHash('sha256').update(String(number)).digest('hex').slice(0, 32);

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
