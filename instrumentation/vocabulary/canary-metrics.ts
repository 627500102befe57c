// The canary of the pipeline: what it sends through the Collector to the stores, and what it says of the way back.

import { deliveryAttribute } from './domains/delivery.ts';
import { own } from './domains/sources.ts';
import { metrics } from './metric.ts';
import { stackCounter as counter, stackGauge as gauge } from './stack-rows.ts';

const bySignal = { attributes: [deliveryAttribute.signal] } as const;

/** Prometheus scrapes these from the canary itself. */
export const canaryMetric = metrics({
  canaryLastSuccess: {
    ...gauge,
    ...bySignal,
    name: 'peragus_canary_last_success_timestamp',
    unit: 's',
    brief: 'When what the canary had sent was last read back from its store, in seconds since 1970; its own start before the first time',
  },
  canaryRoundTrip: {
    ...gauge,
    ...bySignal,
    name: 'peragus_canary_round_trip',
    unit: 's',
    brief: 'From sending to reading back, the last time that it came back',
  },
  canaryFailures: {
    ...counter,
    ...bySignal,
    name: 'peragus_canary_failures',
    unit: '{round}',
    brief: 'Rounds in which it did not come back',
  },
});

/** What it sends as its metric: the moment of the round, so that each one is told from the one before. */
export const canaryBeat = {
  ...own,
  name: 'peragus.canary.beat',
  instrument: 'gauge',
  unit: 's',
  attributes: [],
  seriesBudget: 1,
  brief: 'When the canary sent its last point, in seconds since 1970',
} as const;
