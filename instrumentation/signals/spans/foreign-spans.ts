// Spans that others make: database statements lose their literals before the span ends; those of the community get our kind of name.

import type { Attributes, Span } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { guarded } from '../../errors.ts';
import { describeQuery, maskQueryText, withoutQuoted } from '../../privacy/query.ts';
import type { Statement } from '../../privacy/sql.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import { OLDER } from '../../vocabulary/secrets.ts';

const COMMUNITY = '@opentelemetry/instrumentation-';
/** Statement shapes remembered; an application that builds SQL text by hand must not fill the memory. */
const SHAPES_MAX = 2000;

const shapes = new Map<string, Statement | undefined>();

/** The processor that looks at spans with a statement while they can still be changed. */
export function maskForeignSpans(): SpanProcessor {
  return {
    onStart() {},
    onEnding(span) {
      const readable = span as unknown as ReadableSpan;
      if (textKeyOf(readable.attributes) !== undefined || systemOf(readable.attributes) !== undefined) mask(span, readable);
    },
    onEnd() {},
    async forceFlush() {},
    async shutdown() {},
  };
}

const systemOf = (attributes: Attributes) => attributes[a.dbSystemName.key] ?? attributes[OLDER.dbSystem];
const textKeyOf = (attributes: Attributes) => [a.dbQueryText.key, OLDER.dbStatement].find((key) => typeof attributes[key] === 'string');

const mask = guarded('Masking the span of a database', (span: Span, readable: ReadableSpan) => {
  const { attributes, status, events } = readable;
  const system = String(systemOf(attributes) ?? '');
  const textKey = textKeyOf(attributes);
  if (textKey !== undefined) {
    const text = String(attributes[textKey]);
    const statement = shapeOf(text, system);
    span.setAttribute(textKey, statement?.text ?? maskQueryText(text, system));
    if (statement && readable.instrumentationScope.name.startsWith(COMMUNITY)) describe(span, statement);
  }
  if (status.message) span.setStatus({ code: status.code, message: withoutQuoted(status.message) });
  for (const { attributes: details } of events) {
    for (const { key } of [a.exceptionMessage, a.exceptionStacktrace]) {
      if (details && typeof details[key] === 'string') details[key] = withoutQuoted(details[key]);
    }
  }
});

function describe(span: Span, statement: Statement): void {
  span.updateName(statement.summary);
  span.setAttributes({
    [a.dbQuerySummary.key]: statement.summary,
    [a.dbOperationName.key]: statement.operation,
    ...(statement.table ? { [a.dbCollectionName.key]: statement.table } : {}),
  });
}

function shapeOf(text: string, system: string): Statement | undefined {
  const key = `${system} ${text}`;
  if (shapes.has(key)) return shapes.get(key);
  const statement = describeQuery(text, system);
  if (shapes.size < SHAPES_MAX) shapes.set(key, statement);
  return statement;
}
