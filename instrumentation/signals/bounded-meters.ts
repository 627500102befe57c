// The meters that the application and other libraries get from the API: their own instruments, each with a budget of series.

import type { Attributes, Context, Counter, Gauge, Histogram, Meter, MetricOptions, UpDownCounter } from '@opentelemetry/api';
import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import { metric as vocabulary } from '../vocabulary/index.ts';
import { SCOPE } from './scope.ts';
import type { SeriesBudget, SeriesBudgets } from './series-budget.ts';

// Views of the vocabulary bound these already, whoever makes them.
const BOUND_BY_VIEW = new Set<string>(Object.values(vocabulary).map(({ name }) => name));

/** The provider with meters whose synchronous instruments are bounded; what is observed is bounded by the SDK itself. */
export function boundMeters(provider: MeterProvider, budgets: SeriesBudgets, seriesMax: number): MeterProvider {
  const getMeter: MeterProvider['getMeter'] = (name, version, options) => {
    const meter = provider.getMeter(name, version, options);
    return name === SCOPE ? meter : boundMeter(meter, (metric) => budgets.of(name, metric, seriesMax));
  };
  return Object.create(provider, { getMeter: { value: getMeter } });
}

function boundMeter(meter: Meter, budgetOf: (metric: string) => SeriesBudget): Meter {
  const bound = <I extends object>(name: string, instrument: I): I =>
    BOUND_BY_VIEW.has(name) ? instrument : boundInstrument(instrument, budgetOf(name));
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
