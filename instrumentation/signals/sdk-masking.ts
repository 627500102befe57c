// Masks the records of providers that a configuration file describes: there the SDK's own exporters encode them, so it is done before.
//
// On the request path, unlike everywhere else, and in place. The file's resource is the operator's word and stays.

import type { Link } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { guarded } from '../errors.ts';
import { maskName } from '../privacy/names.ts';
import { maskText, maskValue } from '../privacy/redaction.ts';
import { maskForeignSpans } from './spans/foreign-spans.ts';

type Mutable = Record<string, unknown>;

/** Puts the masks before the processors of both providers. A provider takes processors in its constructor only, which here is sdk-node's. */
export function maskBefore(tracers: unknown, loggers: unknown): void {
  const { _activeSpanProcessor: spans } = (tracers ?? {}) as { _activeSpanProcessor?: { _spanProcessors?: SpanProcessor[] } };
  const { _sharedState: state } = (loggers ?? {}) as { _sharedState?: { registeredLogRecordProcessors?: LogRecordProcessor[] } };
  spans?._spanProcessors?.unshift(maskForeignSpans(), maskSpans());
  state?.registeredLogRecordProcessors?.unshift(maskLogs());
}

function maskSpans(): SpanProcessor {
  return {
    onStart() {},
    onEnding: guarded('Masking a span', (span) => maskSpan(span as unknown as ReadableSpan)),
    onEnd() {},
    async forceFlush() {},
    async shutdown() {},
  };
}

function maskLogs(): LogRecordProcessor {
  return {
    onEmit: guarded('Masking a log record', (record: Parameters<LogRecordProcessor['onEmit']>[0]) => {
      maskMembers(record.attributes);
      if (record.body !== undefined) record.setBody(maskValue('', record.body));
    }),
    async forceFlush() {},
    async shutdown() {},
  };
}

function maskSpan(span: ReadableSpan): void {
  (span as { name: string }).name = maskName(span.name);
  maskMembers(span.attributes);
  if (span.status.message !== undefined) (span.status as { message: string }).message = maskText(span.status.message);
  for (const event of span.events) {
    event.name = maskName(event.name);
    maskMembers(event.attributes);
  }
  for (const { attributes } of span.links as Link[]) maskMembers(attributes);
}

function maskMembers(members: object | undefined): void {
  for (const [key, value] of Object.entries(members ?? {})) {
    const masked = maskValue(key, value);
    if (masked !== value) (members as Mutable)[key] = masked;
  }
}
