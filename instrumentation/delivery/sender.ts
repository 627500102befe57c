// What sends a batch of spans or log records, and what it is told about where to.

import type { Agent } from 'node:http';
import type { ExportResult } from '@opentelemetry/core';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { LogLine } from '../signals/log-line.ts';
import type { SpanRecord } from '../signals/span-record.ts';

export type SpanItem = SpanRecord | ReadableSpan;
export type LogItem = LogLine | ReadableLogRecord;

/** Like the exporters of the SDK. */
export interface Sender<T> {
  export(items: T[], done: (result: ExportResult) => void): void;
}

export interface SenderOptions {
  readonly httpAgentOptions: (protocol: string) => Agent;
  readonly url?: string;
  readonly timeoutMillis?: number;
}
