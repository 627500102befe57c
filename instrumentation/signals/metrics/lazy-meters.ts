// The meters that everybody gets from the API: the metrics part of the SDK is loaded when the first instrument is made.

import { createNoopMeter, type Meter, type MeterProvider } from '@opentelemetry/api';
import { attempt } from '../../errors.ts';
import type { SdkMeters } from './sdk-meters.ts';

/** What applications expect of an SDK's provider besides the API. */
interface Flushing {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** A provider whose meters ask for `sdk` when they are used. */
export function lazyMeters(sdk: () => Pick<SdkMeters, 'getMeter'>, ends: Flushing): MeterProvider & Flushing {
  return { ...ends, getMeter: (name, version, options) => lazyMeter(() => sdk().getMeter(name, version, options)) };
}

function lazyMeter(make: () => Meter): Meter {
  let made: Meter | undefined;
  const meter = () => {
    // What the application calls must not throw: without an SDK its instruments record nothing.
    made ??= attempt('Making the meters of the API', make) ?? createNoopMeter();
    return made;
  };
  return {
    createGauge: (...args) => meter().createGauge(...args),
    createHistogram: (...args) => meter().createHistogram(...args),
    createCounter: (...args) => meter().createCounter(...args),
    createUpDownCounter: (...args) => meter().createUpDownCounter(...args),
    createObservableGauge: (...args) => meter().createObservableGauge(...args),
    createObservableCounter: (...args) => meter().createObservableCounter(...args),
    createObservableUpDownCounter: (...args) => meter().createObservableUpDownCounter(...args),
    addBatchObservableCallback: (...args) => meter().addBatchObservableCallback(...args),
    removeBatchObservableCallback: (...args) => meter().removeBatchObservableCallback(...args),
  };
}
