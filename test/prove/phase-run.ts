// Makes the faults of one phase at the same time, each until its alerts have reached their receivers, and then until they are over.

import { setTimeout as pause } from 'node:timers/promises';
import { WATCHDOG } from '../../alerts/catalogue/watchdog.ts';
import { byClock } from '../../alerts/kit/time-scale.ts';
import { metric, select, service } from '../../instrumentation/vocabulary/index.ts';
import { queryPrometheus } from '../support/store-queries.ts';
import { waitFor } from '../support/wait.ts';
import { isLasting, type Measured, measure, measureHeartbeat, type Span } from './measure.ts';
import { ObservedService } from './observed-service.ts';
import { type FalsePage, falsePages } from './precision.ts';
import { type Expected, expectedOf, type Phase, type Row } from './row.ts';
import type { World } from './world.ts';

/** How long a fault waits for its alerts, and for their end, at time scale 20. */
const USUAL_SCALE = 20;
const FIRES_WITHIN_S = 120;
const ENDS_WITHIN_S = 150;
/** Good times before the fault, by the real clock: two windows of the fastest alerts, and what ServiceTelemetryLost wants of Prometheus. */
const SETTLES_S = 150;
const SETTLES_AT_LEAST_S = 20;
const SERVICE_READY_WITHIN_MS = 120_000;
/** An outside service calls when it has not been called for three minutes. */
const HEARTBEAT_SILENCE_S = 180;

export interface RowResult {
  readonly row: Row;
  readonly measured: readonly Measured[];
}

export interface PhaseResult {
  readonly phase: Phase;
  readonly results: readonly RowResult[];
  readonly falsePages: readonly FalsePage[];
  /** The longest time for which this process itself stood still: the machine was too busy for what was asked of it. */
  readonly stalledS: number;
}

export async function runPhase(phase: Phase, rows: readonly Row[], world: World): Promise<PhaseResult> {
  const { stack, receiver, say } = world;
  say(`phase ${phase}: ${rows.length} faults`);
  await startServices(rows, world);
  const settlesS = Math.max(byClock(SETTLES_S, stack.clock), SETTLES_AT_LEAST_S);
  say(`all is well for ${settlesS} s`);
  await pause(settlesS * 1000);
  const fromMs = Date.now();
  world.stalls.takeS();
  const results = await Promise.all(rows.map((row) => runRow(row, world)));
  const pages = falsePages(receiver.told, rows, fromMs, [...world.ended]);
  const stalledS = world.stalls.takeS();
  await endServices(world);
  return { phase, results, falsePages: pages, stalledS };
}

/** One after the other: many at once would hold each other up. */
async function startServices(rows: readonly Row[], { stack, standIns, services, say }: World): Promise<void> {
  for (const { service: name, observed } of rows) {
    if (!observed || services.has(name)) continue;
    const env = observed.spansApart
      ? { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${standIns.receiverUrl}/v1/traces`, ...observed.env }
      : observed.env;
    const app = new ObservedService(name, stack, { ...observed, ...(env && { env }) });
    services.set(name, app);
    await app.start();
  }
  for (const { service: name, observed } of rows) {
    if (!observed) continue;
    const uptime = select(metric.processUptime, [['job', '=', `${service.api.namespace}/${name}`]]);
    const isKnown = async () => (await queryPrometheus(stack.url('prometheus'), uptime)).length > 0;
    await waitFor(`${name} in Prometheus`, isKnown, SERVICE_READY_WITHIN_MS, 500);
  }
  say(`${services.size} observed services`);
}

/** They cost processor time that the next phase needs; that they are gone is told, and no fault of the next one. */
async function endServices({ services, ended }: World): Promise<void> {
  for (const [name, service] of services) {
    await service.kill();
    services.delete(name);
    ended.add(name);
  }
}

async function runRow(row: Row, world: World): Promise<RowResult> {
  const { stack, receiver, standIns, services, say, isWanted } = world;
  const wanted = expectedOf(row).filter(({ alert }) => isWanted(alert));
  const app = services.get(row.service) as ObservedService;
  const slower = USUAL_SCALE / stack.clock.timeScale;
  let span: Span = { beganMs: Date.now() };
  const look = (): Measured[] => wanted.map((one) => lookAt(one, span, world));
  try {
    const end = await row.begin({ stack, receiver, standIns, app });
    const firesWithinMs = (row.withinS ?? FIRES_WITHIN_S) * slower * 1000;
    const isThere = (one: Measured): boolean =>
      one.toldS !== undefined || one.heldBackBy !== undefined || (row.toldAfter === true && one.firingS !== undefined);
    await waitFor(`alerts of ${row.service}`, () => look().every(isThere), firesWithinMs, 250).catch(() => undefined);
    for (const one of look()) say(`${row.service}: ${one.alert} ${one.severity} ${textOf(one)}`);
    await end();
    span = { ...span, endedMs: Date.now() };
    const isOver = (one: Measured): boolean => {
      if (one.toldS !== undefined) return isLasting(row, one) || one.resolvedS !== undefined;
      // What was held back is told when the other one is over, unless it is over itself by then.
      return one.heldBackBy === undefined ? !row.toldAfter : !world.watch.isActive(one.alert, one.severity, one.service);
    };
    await waitFor(`the end of ${row.service}`, () => look().every(isOver), ENDS_WITHIN_S * slower * 1000, 250).catch(() => undefined);
    for (const one of look().filter((each) => !isLasting(row, each) || each.heldBackBy)) {
      const told = one.heldBackBy ? `told ${one.toldS ?? '–'} s after ${one.heldBackBy}, ` : '';
      say(`${row.service}: ${one.alert} ${one.severity} ${told}over ${one.resolvedS ?? '– not seen'} s`);
    }
  } catch (error) {
    say(`${row.service}: ${(error as Error).message}`);
  }
  return { row, measured: look() };
}

function lookAt(expected: Expected, span: Span, { stack, watch, receiver }: World): Measured {
  if (expected.alert !== WATCHDOG) return measure(expected, span, watch, receiver);
  return measureHeartbeat(expected, span, receiver, byClock(HEARTBEAT_SILENCE_S, stack.clock) * 1000);
}

function textOf({ visibleS, firingS, toldS, heldBackBy }: Measured): string {
  const at = (name: string, value: number | undefined): string => `${name} ${value === undefined ? '–' : `${value} s`}`;
  const times = [at('visible', visibleS), at('firing', firingS), at('told', toldS)].join(', ');
  return heldBackBy ? `${times}, held back by ${heldBackBy}` : times;
}
