// How far apart the points of a query lie, and the built-in variables that follow from it, each as Grafana computes it.

import { METRIC_EXPORT_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { formatInterval, parseDurationMs, roundInterval } from './durations.ts';
import type { TimeRange } from './time-range.ts';

/** `timeInterval` of the provisioned Prometheus data source. */
const SCRAPE_INTERVAL_MS = METRIC_EXPORT_INTERVAL_S * 1_000;
/** More points than this no store answers with. */
const SAFE_POINTS = 11_000;
/** Loki's data source has no interval of its own; Grafana takes a second then. */
const LOKI_MIN_INTERVAL_MS = 1_000;

const spanOf = ({ fromMs, toMs }: TimeRange): number => toMs - fromMs;

/** The panel's own interval: the time range over its width in points, not below the data source's. */
function panelIntervalMs(range: TimeRange, maxPoints: number, minMs: number): number {
  const exactMs = spanOf(range) / maxPoints;
  return exactMs < minMs ? minMs : roundInterval(exactMs);
}

/** Step of a PromQL range query. @param minStep of the target or the panel, such as `1m` */
export function promStepMs(range: TimeRange, maxPoints: number, minStep?: string): number {
  const minMs = parseDurationMs(minStep ?? '') ?? SCRAPE_INTERVAL_MS;
  return Math.max(panelIntervalMs(range, maxPoints, minMs), roundInterval(spanOf(range) / SAFE_POINTS));
}

/** Step of a LogQL range query. @param minStep of the target or the panel */
export function lokiStepMs(range: TimeRange, maxPoints: number, minStep?: string): number {
  const minMs = parseDurationMs(minStep ?? '') ?? LOKI_MIN_INTERVAL_MS;
  return Math.ceil(Math.max(panelIntervalMs(range, maxPoints, minMs), spanOf(range) / SAFE_POINTS));
}

/** Start and end on multiples of the step, so that two refreshes show the same points. */
export const aligned = (ms: number, stepMs: number): number => Math.floor(ms / stepMs) * stepMs;

type Macros = Readonly<Record<string, string>>;

const rangeMacros = (range: TimeRange): Macros => {
  const spanMs = spanOf(range);
  const spanS = Math.round(spanMs / 1_000);
  return {
    __range: `${spanS}s`,
    __range_s: String(spanS),
    __range_ms: String(spanMs),
    __from: String(range.fromMs),
    __to: String(range.toMs),
  };
};

/** Built-in variables of a PromQL query. */
export function promMacros(range: TimeRange, stepMs: number, minStep?: string): Macros {
  const scrapeMs = parseDurationMs(minStep ?? '') ?? SCRAPE_INTERVAL_MS;
  const rateMs = Math.max(stepMs + scrapeMs, 4 * scrapeMs);
  return {
    ...rangeMacros(range),
    __interval: formatInterval(stepMs),
    __interval_ms: String(stepMs),
    // Grafana writes Go's `1m0s`; the same duration in one unit is read alike.
    __rate_interval: `${Math.round(rateMs / 1_000)}s`,
    __rate_interval_ms: String(rateMs),
  };
}

/** Built-in variables of a LogQL query. */
export function lokiMacros(range: TimeRange, stepMs: number, instant: boolean): Macros {
  const whole = rangeMacros(range);
  return {
    ...whole,
    __interval: formatInterval(stepMs),
    __interval_ms: String(stepMs),
    __auto: instant ? (whole.__range as string) : formatInterval(stepMs),
  };
}

/** Built-in variables of a TraceQL query, which has no steps. */
export const tempoMacros = rangeMacros;
