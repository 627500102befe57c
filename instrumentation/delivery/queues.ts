// The queues of spans and log records: light ones and the SDK's, in the order in which they ended.

import { ExportResultCode } from '@opentelemetry/core';
import { CODES, complain, reasonOf } from '../errors.ts';
import type { Settings } from '../settings/index.ts';
import { endOpenWork, workEnded, workStarted } from '../signals/open-work.ts';
import type { LogWay, SpanWay } from '../signals/ways-out.ts';
import { noteArrival } from './outcomes.ts';
import { type QueueReports, SendQueue } from './send-queue.ts';
import type { LogItem, Sender, SpanItem } from './sender.ts';

const SAMPLED = 1;

export interface SpanQueue extends SpanWay {
  /** Ends what is open, and empties the queue. */
  takeAll(): SpanItem[];
}
export interface LogQueue extends LogWay {
  takeAll(): LogItem[];
}

export function queueSpans(sender: Sender<SpanItem>, settings: Settings): SpanQueue {
  const limits = {
    delayMs: settings.spanDelayMs,
    itemsMax: settings.spanQueueMax,
    batchMax: batchOf(settings.spanBatchMax, settings.spanQueueMax),
  };
  const queue = new SendQueue<SpanItem>(limits, sendWith(sender), reportsOf('spans'));
  return {
    push: (span) => queue.push(span),
    foreignStarted: workStarted,
    foreignEnded(span) {
      workEnded(span);
      if ((span.spanContext().traceFlags & SAMPLED) !== 0) queue.push(span);
    },
    flush: () => queue.flush(),
    takeAll() {
      endOpenWork();
      return queue.takeAll();
    },
  };
}

export function queueLogs(sender: Sender<LogItem>, settings: Settings): LogQueue {
  const limits = {
    delayMs: settings.logDelayMs,
    itemsMax: settings.logQueueMax,
    batchMax: batchOf(settings.logBatchMax, settings.logQueueMax),
  };
  const queue = new SendQueue<LogItem>(limits, sendWith(sender), reportsOf('log records'));
  return {
    push(line) {
      noteArrival();
      queue.push(line);
    },
    flush: () => queue.flush(),
    takeAll: () => queue.takeAll(),
  };
}

const batchOf = (batchMax: number, queueMax: number): number => Math.min(batchMax, queueMax);

const sendWith =
  <T>(sender: Sender<T>) =>
  (batch: T[]): Promise<void> =>
    new Promise((resolve, reject) => {
      sender.export(batch, ({ code, error }) =>
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
