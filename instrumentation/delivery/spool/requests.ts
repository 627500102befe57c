// Records as sealed lines of the spool. What is written is redacted: `readable.ts` masks, as every way out does.

import { JsonLogsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { readableLog, readableSpan } from '../exporters/readable.ts';
import type { LogItem, SpanItem } from '../exporters/sender.ts';
import type { Encoding } from '../otlp/envelope.ts';
import type { SpoolSignal } from './file-names.ts';
import { LINE_MAX_BYTES, sealLine } from './lines.ts';

/** Records in one line: 200 spans of 15 attributes are 200 kB. */
const RECORDS_MAX = 200;

type Item = SpanItem | LogItem;

export interface Written {
  readonly text: string;
  readonly count: number;
}

/** All that can be read of `items`. A record that can't be, or is too large for a line of its own, is left out. */
export function writeLines(signal: SpoolSignal, items: readonly Item[], encoding: Encoding): Written {
  let text = '';
  let count = 0;
  for (let at = 0; at < items.length; at += RECORDS_MAX) {
    for (const line of linesOf(signal, items.slice(at, at + RECORDS_MAX), encoding)) {
      text += sealLine(line);
      count += line.count;
    }
  }
  return { text, count };
}

// Half of it at a time where it is too long, or where one of the records can't be read.
function linesOf(signal: SpoolSignal, items: readonly Item[], encoding: Encoding): { body: string; count: number }[] {
  const body = requestOf(signal, items, encoding);
  if (body !== undefined && body.length <= LINE_MAX_BYTES) return [{ body, count: items.length }];
  if (items.length <= 1) return [];
  const half = items.length >> 1;
  return [...linesOf(signal, items.slice(0, half), encoding), ...linesOf(signal, items.slice(half), encoding)];
}

function requestOf(signal: SpoolSignal, items: readonly Item[], encoding: Encoding): string | undefined {
  try {
    const bytes =
      signal === 'traces'
        ? JsonTraceSerializer.serializeRequest((items as readonly SpanItem[]).map((each) => readableSpan(each, encoding)))
        : JsonLogsSerializer.serializeRequest((items as readonly LogItem[]).map((each) => readableLog(each, encoding)));
    // Line ends inside texts are escaped in JSON.
    return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  } catch (error) {
    if (items.length === 1) encoding.refused?.(error);
    return undefined;
  }
}
