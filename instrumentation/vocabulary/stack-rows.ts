// What entries about the stack itself have in common: names, labels and numbers of series are theirs, not ours to bound.

import { type Attribute, many } from './attribute.ts';

const theirs = { source: 'stack', stability: 'development' } as const;
const unbounded = { ...theirs, seriesBudget: Number.POSITIVE_INFINITY } as const;

export const stackLabel = {
  ...theirs,
  sensitivity: 'public',
  type: 'string',
  cardinality: many,
} as const satisfies Partial<Attribute>;

export const stackCounter = { ...unbounded, instrument: 'counter' } as const;
export const stackGauge = { ...unbounded, instrument: 'gauge' } as const;
export const stackHistogram = { ...unbounded, instrument: 'histogram' } as const;
