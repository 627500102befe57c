// Times of spans: numbers of performance.now() inside the process, wall-clock time outside.

import type { HrTime, TimeInput } from '@opentelemetry/api';
import { isTimeInputHrTime } from '@opentelemetry/core';

/** performance.now() stands still while a machine sleeps, and the wall clock gets corrected: from this difference on, the origin moves. */
const DRIFT_MAX_MS = 20;
/** Two clocks read further apart than this, say by a garbage collection, can't be compared. */
const READING_MAX_MS = 1;
const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;

let origin = performance.timeOrigin;

/** What performance.now() counts from, in ms since 1970, as the wall clock says now. */
export function originMs(): number {
  const before = performance.now();
  const wall = Date.now();
  const after = performance.now();
  const driftMs = wall - (origin + before);
  if (Math.abs(driftMs) > DRIFT_MAX_MS && after - before < READING_MAX_MS) origin += driftMs;
  return origin;
}

/** A time as the API takes it, as performance.now() would have said it; the present for none. */
export function momentOf(time: TimeInput | undefined): number {
  if (typeof time === 'number') return time <= performance.now() ? time : sinceOrigin(time, 0);
  if (time instanceof Date) return sinceOrigin(time.getTime(), 0);
  return isTimeInputHrTime(time) ? sinceOrigin(time[0] * 1000, time[1]) : performance.now();
}

// The fraction of the origin is kept apart, so that nanoseconds survive.
function sinceOrigin(epochMs: number, ns: number): number {
  const whole = Math.floor(origin);
  return epochMs - whole + (ns / NS_PER_MS - (origin - whole));
}

/** What performance.now() said, in seconds and nanoseconds since 1970. */
export function hrTimeOf(moment: number): HrTime {
  const whole = Math.floor(origin);
  const ns = Math.round((moment + (origin - whole)) * NS_PER_MS);
  const seconds = Math.floor(whole / 1000) + Math.floor(ns / NS_PER_S);
  const rest = (whole % 1000) * NS_PER_MS + (((ns % NS_PER_S) + NS_PER_S) % NS_PER_S);
  return rest >= NS_PER_S ? [seconds + 1, rest - NS_PER_S] : [seconds, rest];
}
