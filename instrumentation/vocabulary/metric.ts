// What a metric of the vocabulary is: name, instrument, unit, attributes, buckets and how many series it may have.

import type { Attribute } from './attribute.ts';

/** UCUM units in use; `{x}` is a count of x. */
export type Unit = 's' | 'By' | '1' | `{${string}}`;

export type Instrument = 'counter' | 'updowncounter' | 'gauge' | 'histogram';

export interface Metric<A extends Attribute = Attribute> {
  /** Dotted name as in OpenTelemetry semantic conventions. */
  readonly name: string;
  readonly instrument: Instrument;
  readonly unit: Unit;
  readonly attributes: readonly A[];
  /** Upper bounds of the explicit buckets in `unit`; histograms only. */
  readonly buckets?: readonly number[];
  /** The most series one process may create; the rest folds into the overflow series. */
  readonly seriesBudget: number;
  readonly source: 'semconv' | 'collector' | 'peragus' | 'stack';
  readonly stability: 'stable' | 'development';
  readonly brief: string;
}

/** Says that a table of metrics is complete and keeps each name and attribute list as literal types. */
export function metrics<const T extends Record<string, Metric>>(table: T): T {
  return table;
}
