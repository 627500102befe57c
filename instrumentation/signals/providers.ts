// Composes the OpenTelemetry SDK: providers, processors, sampler, propagators and context, and sets them as the global ones.

import { context, logs, metrics, propagation, type TextMapPropagator, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Settings } from '../settings/index.ts';
import { maskForeignSpans } from './foreign-spans.ts';
import { makeMeterProvider, type OpenDoor } from './metric-providers.ts';

/** Where each signal goes once it is made; one that is undefined goes nowhere. */
export interface WaysOut {
  readonly spans: SpanProcessor | undefined;
  readonly metrics: PushMetricExporter | undefined;
  readonly logs: LogRecordProcessor | undefined;
  /** Makes the door for scrapes, where one is wanted. */
  readonly openDoor?: OpenDoor | undefined;
}

export interface Providers {
  /** Sends what is waiting; settles when every signal has tried. */
  flush(): Promise<void>;
}

/** Sets up the three signals and makes them the process-wide ones. */
export function installProviders(settings: Settings, resource: Resource, ways: WaysOut): Providers {
  const tracerProvider = new TracerProvider({
    resource,
    sampler: chooseSampler(settings),
    spanLimits: spanLimits(settings),
    spanProcessors: ways.spans ? [maskForeignSpans(), ways.spans] : [],
  });
  const loggerProvider = new LoggerProvider({
    resource,
    logRecordLimits: { attributeValueLengthLimit: settings.attributeLengthMax, attributeCountLimit: settings.attributesMax },
    processors: ways.logs ? [ways.logs] : [],
  });
  const meters = makeMeterProvider(settings, resource, ways);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new CompositePropagator({ propagators: choosePropagators(settings.propagators) }));
  trace.setGlobalTracerProvider(tracerProvider);
  metrics.setGlobalMeterProvider(meters.provider);
  logs.setGlobalLoggerProvider(loggerProvider);
  return {
    async flush() {
      await Promise.allSettled([tracerProvider.forceFlush(), meters.flush(), loggerProvider.forceFlush()]);
    },
  };
}

function spanLimits(settings: Settings) {
  return {
    attributeValueLengthLimit: settings.attributeLengthMax,
    attributeCountLimit: settings.attributesMax,
    eventCountLimit: settings.spanEventsMax,
    linkCountLimit: settings.spanLinksMax,
    attributePerEventCountLimit: settings.eventAttributesMax,
    attributePerLinkCountLimit: settings.linkAttributesMax,
  };
}

function chooseSampler({ sampler, samplerArgument }: Settings): Sampler {
  const share = Number(samplerArgument);
  const ratio = () => new TraceIdRatioBasedSampler(Number.isFinite(share) && share >= 0 && share <= 1 ? share : 1);
  const below = (root: Sampler) => new ParentBasedSampler({ root });
  switch (sampler) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return ratio();
    case 'parentbased_always_on':
      return below(new AlwaysOnSampler());
    case 'parentbased_always_off':
      return below(new AlwaysOffSampler());
    case 'parentbased_traceidratio':
      return below(ratio());
  }
}

function choosePropagators(names: readonly string[]): TextMapPropagator[] {
  if (names.includes('none')) return [];
  const known: Record<string, () => TextMapPropagator> = {
    tracecontext: () => new W3CTraceContextPropagator(),
    baggage: () => new W3CBaggagePropagator(),
  };
  return names.flatMap((name) => known[name]?.() ?? []);
}
