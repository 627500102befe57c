// Composes the metrics: our own series, those of foreign registries and, once somebody uses it, the SDK's; and what reads them.

import { type Attributes, diag, type MeterProvider as MeterProviderOfApi } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { MetricProducer, MetricReader, PushMetricExporter, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import { attempt } from '../../errors.ts';
import type { Settings } from '../../settings/index.ts';
import { metric } from '../../vocabulary/index.ts';
import { load } from '../lazy.ts';
import { counter, makeInstrumentsBy } from '../metrics.ts';
import { apiInstruments } from './api-instruments.ts';
import { BornAtZero } from './born-at-zero.ts';
import { ForeignMetrics } from './foreign-metrics.ts';
import { lazyMeters } from './lazy-meters.ts';
import { CUMULATIVE, INSTRUMENT_TYPES } from './metric-shapes.ts';
import { budgets, ownMetrics } from './own-metrics.ts';
import { PeriodicReader } from './periodic-reader.ts';
import type { SdkMeters } from './sdk-meters.ts';

const MINUTE_MS = 60_000;

export interface MeterProviders {
  /** What the API hands out. */
  readonly provider: MeterProviderOfApi;
  flush(): Promise<void>;
}

/** Makes a reader that waits to be asked; `beforeEach` runs before it collects. */
export type OpenDoor = (producers: MetricProducer[], beforeEach: () => void) => MetricReader;

interface WaysOut {
  readonly metrics: PushMetricExporter | undefined;
  readonly openDoor?: OpenDoor | undefined;
}

/** Makes the provider of meters with all that is read out of it. */
export function makeMeterProvider(settings: Settings, resource: Resource, { metrics: exporter, openDoor }: WaysOut): MeterProviders {
  const report = () => attempt('Counting folded series', () => budgets.report(countFolded));
  const foreign = new ForeignMetrics(budgets, settings.seriesMax);
  const door = openDoor?.([ownMetrics.asProducer(), foreign], report);
  let made: SdkMeters | undefined;
  const sdk = () => {
    const { seriesMax } = settings;
    made ??= load<typeof import('./sdk-meters.ts')>('./metrics/sdk-meters').makeSdkMeters({ resource, budgets, seriesMax, exporter, door });
    return made;
  };
  // The door is a reader of the SDK, and asks for what its meters have.
  if (door) sdk();
  // Our own series are cumulative.
  if (exporter && !isCumulative(exporter)) makeInstrumentsBy(apiInstruments);
  const reader =
    exporter &&
    makeReader(settings, exporter, async (timeoutMs) => {
      report();
      const [ofForeign, ofSdk] = await Promise.all([foreign.collect(), made?.collect(timeoutMs)]);
      if (ofSdk && ofSdk.errors.length > 0) diag.error('metrics collection errors', ...ofSdk.errors);
      const scopeMetrics = [...ownMetrics.collect(), ...(ofSdk?.scopeMetrics ?? []), ...ofForeign.resourceMetrics.scopeMetrics];
      return { resource, scopeMetrics };
    });
  const flush = async () => reader?.flush();
  const ends = { forceFlush: () => awaited(flush()), shutdown: () => awaited((async () => reader?.stop())()) };
  return { provider: lazyMeters(sdk, ends), flush };
}

// The application asked and waits: with nothing that keeps the process alive, Node would end it in the middle. The reader's deadline ends it.
async function awaited(work: Promise<void>): Promise<void> {
  const alive = setInterval(() => {}, MINUTE_MS);
  try {
    await work;
  } finally {
    clearInterval(alive);
  }
}

type Collect = (timeoutMs: number) => Promise<{ readonly resource: Resource; readonly scopeMetrics: ScopeMetrics[] }>;

// The SDK's own reader wants a time-out below the interval; ours leaves out the ticks during an export.
function makeReader(settings: Settings, exporter: PushMetricExporter, collect: Collect): PeriodicReader {
  const { metricIntervalMs: intervalMs, metricTimeoutMs: timeoutMs } = settings;
  return new PeriodicReader({ exporter: new BornAtZero(exporter), intervalMs, timeoutMs, collect: () => collect(timeoutMs) });
}

function isCumulative(exporter: PushMetricExporter): boolean {
  return INSTRUMENT_TYPES.every((type) => (exporter.selectAggregationTemporality?.(type) ?? CUMULATIVE) === CUMULATIVE);
}

// What was folded since the last collection is counted just before the next one reads the counter.
function countFolded(folded: number, blame: Attributes): void {
  counter(metric.telemetryFolded).add(folded, blame);
}
