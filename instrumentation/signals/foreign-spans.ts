// Spans that community instrumentations make: database statements lose their literals before the span ends, and get our kind of name.

import type { Span } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { guarded } from '../errors.ts';
import { describeQuery, withoutQuoted } from '../privacy/query.ts';
import type { Statement } from '../privacy/sql.ts';
import { attribute as a } from '../vocabulary/index.ts';

const COMMUNITY = '@opentelemetry/instrumentation-';
/** Statement shapes remembered; an application that builds SQL text by hand must not fill the memory. */
const SHAPES_MAX = 2000;

const shapes = new Map<string, Statement | undefined>();

/** The processor that looks at spans of community instrumentations while they can still be changed. */
export function maskForeignSpans(): SpanProcessor {
  return {
    onStart() {},
    onEnding(span) {
      const scope = (span as unknown as ReadableSpan).instrumentationScope.name;
      if (scope.startsWith(COMMUNITY)) mask(span, span as unknown as ReadableSpan);
    },
    onEnd() {},
    async forceFlush() {},
    async shutdown() {},
  };
}

const mask = guarded('Masking the span of a database', (span: Span, { attributes, status, events }: ReadableSpan) => {
  const system = attributes[a.dbSystemName.key];
  if (typeof system !== 'string') return;
  const text = attributes[a.dbQueryText.key];
  const statement = typeof text === 'string' ? shapeOf(text, system) : undefined;
  if (statement) {
    span.updateName(statement.summary);
    span.setAttributes({
      [a.dbQueryText.key]: statement.text,
      [a.dbQuerySummary.key]: statement.summary,
      [a.dbOperationName.key]: statement.operation,
      ...(statement.table ? { [a.dbCollectionName.key]: statement.table } : {}),
    });
  }
  if (status.message) span.setStatus({ code: status.code, message: withoutQuoted(status.message) });
  for (const { attributes: details } of events) {
    for (const { key } of [a.exceptionMessage, a.exceptionStacktrace]) {
      if (details && typeof details[key] === 'string') details[key] = withoutQuoted(details[key]);
    }
  }
});

function shapeOf(text: string, system: string): Statement | undefined {
  const key = `${system} ${text}`;
  if (shapes.has(key)) return shapes.get(key);
  const statement = describeQuery(text, system);
  if (shapes.size < SHAPES_MAX) shapes.set(key, statement);
  return statement;
}
