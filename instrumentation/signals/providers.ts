// Composes the signals: spans and log records of ours light, the SDK behind the API for others, propagators and context.

import { logs, metrics, propagation, type TextMapPropagator, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Settings } from '../settings/index.ts';
import { installContext } from './context/active-context.ts';
import { load } from './lazy.ts';
import { LazyLoggers, LazyTracers } from './lazy-providers.ts';
import { installLightLogs } from './logs.ts';
import { makeMeterProvider } from './metrics/metric-providers.ts';
import type { ProcessResource } from './resource.ts';
import { installLightTracing } from './spans/light-tracing.ts';
import { decisions } from './spans/sampling.ts';
import { spanLimits } from './spans/span-limits.ts';
import type { WaysOut } from './ways-out.ts';

export interface Providers {
  /** Sends what is waiting; settles when every signal has tried. */
  flush(): Promise<void>;
}

const nowhere = () => {};

/** Sets up the three signals and makes them the process-wide ones. */
export function installProviders(settings: Settings, resource: ProcessResource, ways: WaysOut): Providers {
  const { spans, logs: records } = ways;
  installContext();
  installLightTracing(decisions(settings), spanLimits(settings), spans ? (span) => spans.push(span) : nowhere);
  installLightLogs(records ? (line) => records.push(line) : nowhere);
  const meters = makeMeterProvider(settings, resourceFromAttributes(resource.attributes), ways);
  propagation.setGlobalPropagator(new CompositePropagator({ propagators: choosePropagators(settings.propagators) }));
  trace.setGlobalTracerProvider(
    new LazyTracers(
      () => load<typeof import('./spans/sdk-traces.ts')>('./spans/sdk-traces').makeTracers(settings, resource, spans),
      async () => spans?.flush(),
    ),
  );
  metrics.setGlobalMeterProvider(meters.provider);
  logs.setGlobalLoggerProvider(
    new LazyLoggers(
      () => load<typeof import('./logs/sdk-logs.ts')>('./logs/sdk-logs').makeLoggers(settings, resource, records),
      async () => records?.flush(),
    ),
  );
  return {
    async flush() {
      await Promise.allSettled([spans?.flush(), meters.flush(), records?.flush()]);
    },
  };
}

function choosePropagators(names: readonly string[]): TextMapPropagator[] {
  if (names.includes('none')) return [];
  const known: Record<string, () => TextMapPropagator> = {
    tracecontext: () => new W3CTraceContextPropagator(),
    baggage: () => new W3CBaggagePropagator(),
  };
  return names.flatMap((name) => known[name]?.() ?? []);
}
