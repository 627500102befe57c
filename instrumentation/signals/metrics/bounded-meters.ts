// The meters that the application and other libraries get from the API: their own instruments, each with a budget of series.

import type { Attributes, Context, Counter, Gauge, Histogram, Meter, MetricOptions, UpDownCounter } from '@opentelemetry/api';
import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { SeriesBudget } from './series-budget.ts';

/** The budget of a metric of an instrumentation scope; undefined when it is bounded elsewhere. */
export type BudgetOf = (scope: string, metric: string) => SeriesBudget | undefined;

/** The provider with meters whose synchronous instruments are bounded; what is observed is bounded by the SDK itself. */
export function boundMeters(provider: MeterProvider, budgetOf: BudgetOf): MeterProvider {
  const getMeter: MeterProvider['getMeter'] = (name, version, options) => {
    return boundMeter(provider.getMeter(name, version, options), (metric) => budgetOf(name, metric));
  };
  return Object.create(provider, { getMeter: { value: getMeter } });
}

function boundMeter(meter: Meter, budgetOf: (metric: string) => SeriesBudget | undefined): Meter {
  const bound = <I extends object>(name: string, instrument: I): I => {
    const budget = budgetOf(name);
    return budget ? boundInstrument(instrument, budget) : instrument;
  };
  return Object.create(meter, {
    createCounter: { value: (name: string, options?: MetricOptions): Counter => bound(name, meter.createCounter(name, options)) },
    createUpDownCounter: {
      value: (name: string, options?: MetricOptions): UpDownCounter => bound(name, meter.createUpDownCounter(name, options)),
    },
    createHistogram: { value: (name: string, options?: MetricOptions): Histogram => bound(name, meter.createHistogram(name, options)) },
    createGauge: { value: (name: string, options?: MetricOptions): Gauge => bound(name, meter.createGauge(name, options)) },
  });
}

type Record = (value: number, attributes?: Attributes, context?: Context) => void;

// `add` and `record` do the same with one difference in name; an instrument has one of them.
function boundInstrument<I extends object>(instrument: I, budget: SeriesBudget): I {
  const methods: PropertyDescriptorMap = {};
  for (const name of ['add', 'record'] as const) {
    const original = (instrument as { [name]?: Record })[name];
    if (typeof original !== 'function') continue;
    const value: Record = (measured, attributes = {}, context) => original.call(instrument, measured, budget.admit(attributes), context);
    methods[name] = { value };
  }
  return Object.create(instrument, methods);
}
