// Made-up spans, log records and metrics, for the properties of the encoder.

import { type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { maskOf, maskText } from '../../instrumentation/privacy/redaction.ts';
import type { LogLine } from '../../instrumentation/signals/logs/log-line.ts';
import type { SpanEvent, SpanRecord } from '../../instrumentation/signals/spans/span-record.ts';
import type { TraceId } from '../../instrumentation/signals/spans/trace-id.ts';
import { hexOf } from './otlp.ts';

const word = fc.integer();
const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xff_ff_ff_ff }));
const optional = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined });

/** Text of any UTF-16 units, lone surrogates too, and of lengths around those where a length needs one more byte. */
const utf16 = fc.array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 40 }).map((codes) => String.fromCharCode(...codes));
const long = fc
  .tuple(fc.constantFrom('a', 'é', '漢', '💡', '\ud800'), fc.constantFrom(30, 31, 32, 33, 41, 42, 61, 127, 128, 129, 5461, 16_383, 16_384))
  .map(([text, times]) => text.repeat(times));
export const text = fc
  .oneof(
    { weight: 4, arbitrary: fc.string() },
    { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 2, arbitrary: utf16 },
    { weight: 1, arbitrary: long },
  )
  // In ten thousand made-up texts some look like a secret, and are masked.
  .filter((each) => maskText(each) === each);
// The SDK's copies of attributes lose a key of the first name; values of the others are masked.
const isKept = (key: string): boolean => key !== '__proto__' && maskOf(key) === maskText;
const name = fc.string({ minLength: 1, maxLength: 24 }).filter(isKept);

export const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(0, -0, 127, 128, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32), 2 ** 53, -(2 ** 53), 2 ** 62, 2 ** 63, -(2 ** 63), 1e300, 0.5),
);
const bytes = fc.uint8Array({ maxLength: 200 });
/** Any value of the API. */
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    bytes,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text.filter(isKept), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
export const attributes = fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true });
const flat = attributes.map((each) => Object.entries(each).flat());

const id = fc.tuple(word, word, word, word).map(([a, b, c, d]): TraceId => ({ a, b, c, d, hex: () => hexOf(a, b, c, d) }));
const traceState = optional(fc.constantFrom('a=1', 'vendor=x,other=y', 'k='.concat('v'.repeat(200))));
const spanContext = fc.record({
  traceId: fc.tuple(word, word, word, word).map((words) => hexOf(...words)),
  spanId: fc.tuple(word, word).map((words) => hexOf(...words)),
  traceFlags: fc.integer({ min: 0, max: 0x3_ff }),
  isRemote: optional(fc.boolean()),
  traceState: traceState.map((state) => (state === undefined ? undefined : { serialize: () => state })),
}) as fc.Arbitrary<ReturnType<ReadableSpan['spanContext']>>;
const link = fc.record({ context: spanContext, attributes, droppedAttributesCount: count }, { requiredKeys: ['context'] }) as fc.Arbitrary<
  ReadableSpan['links'][number]
>;

const ms = fc.double({ min: 0, max: 1e9, noNaN: true });
const event: fc.Arbitrary<SpanEvent> = fc.record({ name: text, atMs: ms, attributes: flat, droppedAttributes: count });

export const lightSpan: fc.Arbitrary<SpanRecord> = fc
  .record({
    traceId: id,
    idHigh: word,
    idLow: word,
    parentHigh: fc.oneof(fc.constant(0), word),
    parentLow: fc.oneof(fc.constant(0), word),
    isParentRemote: fc.boolean(),
    flags: fc.integer({ min: 0, max: 0xff }),
    traceState,
    name: text,
    kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER),
    startedMs: ms,
    endedMs: ms,
    both: flat,
    sharedPairs: fc.nat(4),
    droppedAttributes: count.map((each) => Math.floor(each / 2)),
    events: optional(fc.array(event, { maxLength: 3 })),
    droppedEvents: count,
    links: optional(fc.array(link, { maxLength: 3 })),
    droppedLinks: count,
    statusCode: fc.constantFrom(SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR),
    statusMessage: optional(text),
  })
  .map(({ both, sharedPairs, ...span }) => ({
    ...span,
    shared: sharedPairs === 0 ? undefined : both.slice(0, 2 * sharedPairs),
    own: both.slice(2 * sharedPairs),
  }));

export const logLine: fc.Arbitrary<LogLine> = fc.record({
  atMs: fc.integer({ min: 0, max: 4e12 }),
  observedMs: fc.integer({ min: 0, max: 4e12 }),
  severityNumber: fc.integer({ min: 0, max: 24 }),
  severityText: text,
  body: value,
  attributes,
  logger: name,
  eventName: optional(text),
  traceId: optional(id),
  spanHigh: word,
  spanLow: word,
  flags: fc.integer({ min: 0, max: 0xff }),
});

export const hrTime: fc.Arbitrary<HrTime> = fc.tuple(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 0, max: 999_999_999 }));
const schemaUrl = optional(fc.webUrl());
const resource = fc.record({ attributes, schemaUrl }) as unknown as fc.Arbitrary<ReadableSpan['resource']>;
const scope = fc.record({ name: text, version: optional(text), schemaUrl }) as fc.Arbitrary<ReadableSpan['instrumentationScope']>;
const logScope = fc.record(
  { name: text, version: text, attributes, droppedAttributesCount: count },
  { requiredKeys: ['name'] },
) as fc.Arbitrary<ReadableLogRecord['instrumentationScope']>;

/** Records that have one of a few resources and scopes, as those of a process do. */
function placed<T, Scope>(record: fc.Arbitrary<T>, scopes: fc.Arbitrary<Scope>): fc.Arbitrary<T[]> {
  const few = { minLength: 1, maxLength: 3 };
  return fc
    .tuple(fc.array(fc.tuple(record, fc.nat(), fc.nat()), { maxLength: 8 }), fc.array(resource, few), fc.array(scopes, few))
    .map(([records, resources, known]) =>
      records.map(([each, which, where]) => ({
        ...each,
        resource: resources[which % resources.length],
        instrumentationScope: known[where % known.length],
      })),
    );
}

const sdkSpan = fc.record({
  context: spanContext,
  parentSpanContext: optional(spanContext),
  name: text,
  kind: optional(fc.integer({ min: 0, max: 4 })),
  startTime: hrTime,
  endTime: hrTime,
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: optional(text) }),
  attributes,
  links: fc.array(link, { maxLength: 3 }),
  events: fc.array(fc.record({ name: text, time: hrTime, attributes, droppedAttributesCount: count }, { requiredKeys: ['name', 'time'] }), {
    maxLength: 3,
  }),
  droppedAttributesCount: count,
  droppedEventsCount: count,
  droppedLinksCount: count,
});
export const sdkSpans = placed(sdkSpan, scope).map((spans) =>
  spans.map(({ context, ...span }) => ({ ...span, spanContext: () => context })),
) as unknown as fc.Arbitrary<ReadableSpan[]>;

const sdkRecord = fc.record({
  hrTime,
  hrTimeObserved: hrTime,
  spanContext: optional(spanContext),
  severityText: optional(text),
  severityNumber: optional(fc.integer({ min: 0, max: 24 })),
  body: fc.oneof(value, fc.constant(undefined)),
  eventName: optional(text),
  attributes,
  droppedAttributesCount: count,
});
export const sdkLogRecords = placed(sdkRecord, logScope) as unknown as fc.Arbitrary<ReadableLogRecord[]>;
export { resource, scope };
