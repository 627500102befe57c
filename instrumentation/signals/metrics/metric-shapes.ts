// The SDK's shapes of collected metrics without the SDK: its enumerations as plain values, because types cost nothing at start.

import type { Attributes, HrTime } from '@opentelemetry/api';
import type { AggregationTemporality, DataPointType, InstrumentType, MetricData } from '@opentelemetry/sdk-metrics';
import type { Metric } from '../../vocabulary/index.ts';

// A unit test compares each with the SDK's own.
export const CUMULATIVE = 1 as AggregationTemporality.CUMULATIVE;
export const HISTOGRAM = 0 as DataPointType.HISTOGRAM;
export const GAUGE = 2 as DataPointType.GAUGE;
export const SUM = 3 as DataPointType.SUM;
/** The SDK's number for values that are not whole. */
const DOUBLE = 1;

/** Says that a total is watched, not counted by us. */
export const OBSERVED_COUNTER = 'OBSERVABLE_COUNTER' as InstrumentType.OBSERVABLE_COUNTER;

const RECORDED: Partial<Record<Metric['instrument'], string>> = {
  counter: 'COUNTER',
  updowncounter: 'UP_DOWN_COUNTER',
  histogram: 'HISTOGRAM',
};
const OBSERVED: Partial<Record<Metric['instrument'], string>> = {
  counter: OBSERVED_COUNTER,
  updowncounter: 'OBSERVABLE_UP_DOWN_COUNTER',
  gauge: 'OBSERVABLE_GAUGE',
};

/** All types of instrument that can be asked for a temporality. */
export const INSTRUMENT_TYPES = [...Object.values(RECORDED), ...Object.values(OBSERVED), 'GAUGE'] as InstrumentType[];

/** What the SDK would note of an instrument that is made from a vocabulary entry. */
export function descriptorOf({ name, brief, unit, buckets, instrument }: Metric, isObserved: boolean): MetricData['descriptor'] {
  const type = (isObserved ? OBSERVED : RECORDED)[instrument];
  if (type === undefined) throw new Error(`${name} is a ${instrument}; it can't be ${isObserved ? 'observed' : 'recorded'}.`);
  const advice = buckets && !isObserved ? { explicitBucketBoundaries: [...buckets] } : {};
  return { name, description: brief, unit, valueType: DOUBLE, type, advice } as MetricData['descriptor'];
}

/** What every series has. */
export interface Series {
  readonly attributes: Attributes;
  /** When its first value came, in ms since 1970; 0 before. */
  readonly startMs: number;
}

/** A time as the SDK writes it. */
export const hrTimeOf = (ms: number): HrTime => [Math.trunc(ms / 1000), Math.round((ms % 1000) * 1e6)];
