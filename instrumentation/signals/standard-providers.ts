// The providers that a declarative configuration file (OTEL_CONFIG_FILE) describes, made by @opentelemetry/sdk-node and set as the global ones.
//
// Nothing may be passed along with a file, so what it leaves to us is added to the finished providers: budgets of series,
// the allow-list of each metric's attributes, the masking of secrets, and the application's prom-client metrics.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type Attributes,
  type DiagLogger,
  diag,
  type LoggerProvider,
  logs,
  type MeterProvider as MeterProviderOfApi,
  metrics,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import type { MeterProvider, MetricProducer } from '@opentelemetry/sdk-metrics';
import { CODES, complain, inform } from '../errors.ts';
import type { Settings } from '../settings/index.ts';
import { type Metric, metric } from '../vocabulary/index.ts';
import { load } from './lazy.ts';
import { apiInstruments } from './metrics/api-instruments.ts';
import { boundMeters } from './metrics/bounded-meters.ts';
import { ForeignMetrics } from './metrics/foreign-metrics.ts';
import { SeriesBudgets } from './metrics/series-budget.ts';
import { makeInstrumentsBy, observe } from './metrics.ts';
import type { Providers } from './providers.ts';

/** Sets up what the file says; undefined, after one line, when it can't be used: the specification wants no SDK then. */
export async function installFromFile(settings: Settings): Promise<Providers | undefined> {
  const said = await listenWhile(async () => {
    // Loaded here and nowhere else: it brings all exporters and takes a tenth of a second.
    const { startNodeSdk } = await import('@opentelemetry/sdk-node');
    startNodeSdk();
  });
  takeOver();
  const where = `OTEL_CONFIG_FILE (${settings.configFile})`;
  if (said.errors.length > 0) {
    const advice = said.errors.some((error) => error.includes('exportTimeoutMillis'))
      ? ' Give each periodic reader a timeout that is not longer than its interval.'
      : '';
    complain(CODES.configFile, `${where} gives no telemetry: ${said.errors.join('; ')}.${advice} The application runs without.`, 'error');
    return undefined;
  }
  if (said.warnings.length > 0) complain(CODES.configFile, `${where}: ${said.warnings.join('; ')}.`);
  const made = [delegateOf(trace.getTracerProvider()), metrics.getMeterProvider(), delegateOf(logs.getLoggerProvider())].filter(canFlush);
  if (made.length === 0) {
    // A broken file may be read as one without any provider; only who says so wants none.
    if (/^\s*disabled:\s*true/m.test(readFileSync(settings.configFile, 'utf8'))) inform(`${where} turns everything off.`);
    else
      complain(CODES.configFile, `${where} names no provider of traces, metrics or logs; the application runs without telemetry.`, 'error');
    return undefined;
  }
  load<typeof import('./sdk-masking.ts')>('./sdk-masking').maskBefore(
    delegateOf(trace.getTracerProvider()),
    delegateOf(logs.getLoggerProvider()),
  );
  const meters: unknown = metrics.getMeterProvider();
  if (canFlush(meters)) completeMeters(meters as MeterProvider, settings);
  return {
    async flush() {
      await Promise.allSettled(made.map((provider) => provider.forceFlush()));
    },
  };
}

// sdk-node tells problems through a console logger of its own, in many lines; ours stays instead, and keeps them.
async function listenWhile(work: () => Promise<void>): Promise<{ readonly errors: string[]; readonly warnings: string[] }> {
  const said = { errors: [] as string[], warnings: [] as string[] };
  const silent = () => {};
  const logger: DiagLogger = {
    error: (text) => said.errors.push(text),
    warn: (text) => said.warnings.push(text),
    info: silent,
    debug: silent,
    verbose: silent,
  };
  diag.setLogger(logger, { suppressOverrideMessage: true });
  const copies = [...new Set([diag, diagOfSdkNode()])].map((copy) => ({ copy, setLogger: copy.setLogger }));
  for (const { copy } of copies) copy.setLogger = () => true;
  try {
    await work();
  } finally {
    for (const { copy, setLogger } of copies) copy.setLogger = setLogger;
  }
  return said;
}

// In a bundle the API is inside, and sdk-node loads another copy of it.
function diagOfSdkNode(): typeof diag {
  const require = createRequire(createRequire(import.meta.url).resolve('@opentelemetry/sdk-node'));
  return (require('@opentelemetry/api') as { diag: typeof diag }).diag;
}

// A tracer that was asked for before is one of our copy of the API, and leads to what was registered with that copy.
function takeOver(): void {
  const shared = (globalThis as unknown as Record<symbol, { trace?: unknown; logs?: unknown }>)[Symbol.for('opentelemetry.js.api.1')] ?? {};
  const tracers = delegateOf(trace.getTracerProvider());
  const loggers = delegateOf(logs.getLoggerProvider());
  if (canFlush(tracers)) {
    delete shared.trace;
    trace.setGlobalTracerProvider(tracers as unknown as TracerProvider);
  }
  if (canFlush(loggers)) {
    delete shared.logs;
    logs.setGlobalLoggerProvider(loggers as unknown as LoggerProvider);
  }
}

interface Flushing {
  forceFlush(): Promise<void>;
}
const canFlush = (provider: unknown): provider is Flushing => typeof (provider as Partial<Flushing> | undefined)?.forceFlush === 'function';

// The API hands out a stand-in that passes calls on.
function delegateOf(provider: object): unknown {
  const { getDelegate, _getDelegate } = provider as { getDelegate?: () => unknown; _getDelegate?: () => unknown };
  return (getDelegate ?? _getDelegate)?.call(provider) ?? provider;
}

function completeMeters(provider: MeterProvider, settings: Settings): void {
  const budgets = new SeriesBudgets();
  const known = new Map((Object.values(metric) as Metric[]).map((entry) => [entry.name, entry]));
  const bound = boundMeters(provider, (scope, name) => {
    const entry = known.get(name);
    const keys = entry?.attributes.map(({ key }) => key);
    return entry ? budgets.of('', name, entry.seriesBudget, keys) : budgets.of(scope, name, settings.seriesMax);
  });
  metrics.disable();
  metrics.setGlobalMeterProvider(bound as MeterProviderOfApi);
  // The file's views and readers rule over our own metrics too.
  makeInstrumentsBy(apiInstruments);
  addProducer(provider, new ForeignMetrics(budgets, settings.seriesMax));
  const totals = new Map<string, { readonly blame: Attributes; folded: number }>();
  observe(metric.telemetryFolded, (tell) => {
    budgets.report((folded, blame) => {
      const total = totals.get(JSON.stringify(blame)) ?? { blame, folded: 0 };
      total.folded += folded;
      totals.set(JSON.stringify(blame), total);
    });
    for (const { blame, folded } of totals.values()) tell(folded, blame);
  });
}

// A reader takes producers in its constructor only, which here is sdk-node's.
function addProducer(provider: MeterProvider, producer: MetricProducer): void {
  const { _sharedState: state } = provider as unknown as {
    _sharedState?: { metricCollectors?: { _metricReader?: { _metricProducers?: MetricProducer[] } }[] };
  };
  for (const { _metricReader: reader } of state?.metricCollectors ?? []) {
    if (reader?._metricProducers) reader._metricProducers = [...reader._metricProducers, producer];
  }
}
