// The queues of spans and log records: light ones and the SDK's, in the order in which they ended.

import { CODES, complain } from '../../errors.ts';
import type { Settings } from '../../settings/index.ts';
import { endOpenWork, workEnded, workStarted } from '../../signals/spans/open-work.ts';
import type { LogWay, SpanWay } from '../../signals/ways-out.ts';
import { countArrivals } from '../endings/thread-accounts.ts';
import type { LogItem, Sender, SpanItem } from '../exporters/sender.ts';
import type { Spill } from '../spool/spill.ts';
import type { QueueReports, QueueTerms } from './queue-terms.ts';
import { SendQueue } from './send-queue.ts';

const SAMPLED = 1;

export interface SpanQueue extends SpanWay {
  /** Ends what is open, and empties the queue. Whoever calls it counts what becomes of the spans. */
  takeAll(): SpanItem[];
}
export interface LogQueue extends LogWay {
  takeAll(): LogItem[];
}

export function queueSpans(sender: Sender<SpanItem>, settings: Settings, spill?: Spill): SpanQueue {
  const terms: QueueTerms = {
    signal: 'traces',
    delayMs: settings.spanDelayMs,
    itemsMax: settings.spanQueueMax,
    batchMax: Math.min(settings.spanBatchMax, settings.spanQueueMax),
    ...termsOfBoth(settings, spill),
  };
  const queue = new SendQueue<SpanItem>(terms, sender, reportsOf('spans'));
  countArrivals('traces', queue);
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

export function queueLogs(sender: Sender<LogItem>, settings: Settings, spill?: Spill): LogQueue {
  const terms: QueueTerms = {
    signal: 'logs',
    delayMs: settings.logDelayMs,
    itemsMax: settings.logQueueMax,
    batchMax: Math.min(settings.logBatchMax, settings.logQueueMax),
    ...termsOfBoth(settings, spill),
  };
  const queue = new SendQueue<LogItem>(terms, sender, reportsOf('log records'));
  countArrivals('logs', queue);
  return { push: (line) => queue.push(line), flush: () => queue.flush(), takeAll: () => queue.takeAll() };
}

const termsOfBoth = ({ queueBytesMax, flushDeadlineMs }: Settings, spill: Spill | undefined) => ({
  bytesMax: queueBytesMax,
  flushMs: flushDeadlineMs,
  spill,
});

function reportsOf(what: string): QueueReports {
  return {
    dropped: (count) => complain(CODES.delivery, `${count} ${what} were dropped because the queue was full.`),
    failed: (reason, isLost) =>
      complain(
        CODES.delivery,
        isLost
          ? `Some ${what} are lost: ${reason}.`
          : `Telemetry could not be delivered (${reason}); it waits in memory and on disk while there is room, and is tried again. Is a Collector there?`,
      ),
  };
}
