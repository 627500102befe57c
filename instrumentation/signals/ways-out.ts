// Where each signal goes once it is made.

import type { Span } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { LogLine } from './logs/log-line.ts';
import type { OpenDoor } from './metrics/metric-providers.ts';
import type { SpanRecord } from './spans/span-record.ts';

export interface SpanWay {
  push(span: SpanRecord): void;
  /** Spans of the SDK are told when they start, too. */
  foreignStarted(span: Span): void;
  foreignEnded(span: ReadableSpan): void;
  /** Sends what waits; settles when it was delivered or has failed. */
  flush(): Promise<void>;
}

export interface LogWay {
  push(record: LogLine | ReadableLogRecord): void;
  flush(): Promise<void>;
}

/** A signal without a way out goes nowhere. */
export interface WaysOut {
  readonly spans: SpanWay | undefined;
  readonly metrics: PushMetricExporter | undefined;
  readonly logs: LogWay | undefined;
  /** Makes the door for scrapes, where one is wanted. */
  readonly openDoor?: OpenDoor | undefined;
}
