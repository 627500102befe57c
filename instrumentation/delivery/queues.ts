// The queues of spans and log records, as the SDK's processors.

import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { CODES, complain, reasonOf } from '../errors.ts';
import type { Settings } from '../settings/index.ts';
import { endOpenWork, workEnded, workStarted } from '../signals/open-work.ts';
import { noteArrival } from './outcomes.ts';
import { type QueueReports, SendQueue } from './send-queue.ts';

const SAMPLED = 1;

/** What the OTLP exporters of both signals have. */
interface Exporter<T> {
  export(items: T[], done: (result: ExportResult) => void): void;
}

/** Processor that queues spans; it also knows those that are still open. */
export interface SpanQueue extends SpanProcessor {
  /** Ends what is open, and empties the queue. */
  takeAll(): ReadableSpan[];
}
export interface LogQueue extends LogRecordProcessor {
  takeAll(): ReadableLogRecord[];
}

export function queueSpans(exporter: Exporter<ReadableSpan>, settings: Settings): SpanQueue {
  const limits = {
    delayMs: settings.spanDelayMs,
    itemsMax: settings.spanQueueMax,
    batchMax: batchOf(settings.spanBatchMax, settings.spanQueueMax),
  };
  const queue = new SendQueue<ReadableSpan>(limits, sendWith(exporter), reportsOf('spans'));
  return {
    onStart: workStarted,
    onEnd(span) {
      workEnded(span);
      if ((span.spanContext().traceFlags & SAMPLED) !== 0) queue.push(span);
    },
    forceFlush: () => queue.flush(),
    shutdown: () => queue.flush(),
    takeAll() {
      endOpenWork();
      return queue.takeAll();
    },
  };
}

export function queueLogs(exporter: Exporter<ReadableLogRecord>, settings: Settings): LogQueue {
  const limits = {
    delayMs: settings.logDelayMs,
    itemsMax: settings.logQueueMax,
    batchMax: batchOf(settings.logBatchMax, settings.logQueueMax),
  };
  const queue = new SendQueue<ReadableLogRecord>(limits, sendWith(exporter), reportsOf('log records'));
  return {
    onEmit(record) {
      noteArrival();
      queue.push(record);
    },
    forceFlush: () => queue.flush(),
    shutdown: () => queue.flush(),
    takeAll: () => queue.takeAll(),
  };
}

const batchOf = (batchMax: number, queueMax: number): number => Math.min(batchMax, queueMax);

const sendWith =
  <T>(exporter: Exporter<T>) =>
  (batch: T[]): Promise<void> =>
    new Promise((resolve, reject) => {
      exporter.export(batch, ({ code, error }) =>
        code === ExportResultCode.SUCCESS ? resolve() : reject(error ?? new Error('the exporter gave no reason')),
      );
    });

function reportsOf(what: string): QueueReports {
  return {
    dropped: (count) => complain(CODES.delivery, `${count} ${what} were dropped because the queue was full.`),
    failed: (error) =>
      complain(
        CODES.delivery,
        `Telemetry could not be delivered (${reasonOf(error)}); what doesn't fit the queue is lost. Is a Collector there?`,
      ),
  };
}
