// What sends a batch of spans or log records, once, and says what became of it.

import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { LogLine } from '../../signals/logs/log-line.ts';
import type { SpanRecord } from '../../signals/spans/span-record.ts';
import type { Encoding } from '../otlp/envelope.ts';
import type { Answer } from '../transport/answers.ts';
import type { Destination } from '../transport/destination.ts';
import { post } from '../transport/transport.ts';

export type SpanItem = SpanRecord | ReadableSpan;
export type LogItem = LogLine | ReadableLogRecord;

/** Bytes of one request. */
export type Encode<T> = (items: readonly T[], encoding: Encoding) => Uint8Array;

export interface Attempt {
  readonly answer: Answer;
  /** Items that could not be read and were left out. */
  readonly unreadable: number;
  /** Of the request, before compression. */
  readonly bytes: number;
}

/** Makes one attempt; rejects when the batch can't be encoded at all. */
export type Sender<T> = (items: readonly T[]) => Promise<Attempt>;

/**
 * A batch is encoded for each attempt. Its records stay until it was answered, because they are what a spool writes; to keep
 * the bytes as well would double what an outage holds in memory, to save about 1 µs a span at a retry.
 */
export function makeSender<T>(encode: Encode<T>, destination: Destination, encoding: Encoding): Sender<T> {
  return async (items) => {
    let unreadable = 0;
    const refused = (error: unknown) => {
      unreadable += 1;
      encoding.refused?.(error);
    };
    const body = encode(items, { ...encoding, refused });
    return { answer: await post({ ...destination, body }), unreadable, bytes: body.length };
  };
}
