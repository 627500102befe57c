// Spans in OTLP: what the official definitions read is what went in, and what the SDK's own encoder would have said.

import { SpanStatusCode } from '@opentelemetry/api';
import { cleanAttributes } from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Encoding } from '../../instrumentation/delivery/otlp/envelope.ts';
import { encodeTraces } from '../../instrumentation/delivery/otlp/traces.ts';
import { type Flat, unflatten } from '../../instrumentation/signals/flat.ts';
import type { SpanRecord } from '../../instrumentation/signals/spans/span-record.ts';
import { type Decoded, hexOf, keyValues, readTraces } from '../support/otlp.ts';
import { attributes, lightSpan, sdkSpans, text } from '../support/otlp-arbitraries.ts';

const RUNS = { numRuns: 200, interruptAfterTimeLimit: 10_000 };
const ORIGIN_MS = 1_764_021_600_123.456;
const NO_LIMITS = { attributesMax: 1000, eventAttributesMax: 1000, linkAttributesMax: 1000, lengthMax: Infinity };
const LOOSE = { ...NO_LIMITS, attributesMax: 100_000 };
const ENCODING: Encoding = {
  resource: { attributes: { pid: 7 }, schemaUrl: 'https://schema.example/1' },
  scope: { name: 'ours', version: '1.2.3' },
  limits: NO_LIMITS,
  originMs: ORIGIN_MS,
};

const spansOf = (decoded: Decoded): Decoded[] => decoded.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const ns = (ms: number): string => String(BigInt(Math.floor(ORIGIN_MS)) * 1_000_000n + BigInt(Math.round((ms + (ORIGIN_MS % 1)) * 1e6)));
const entriesOf = (flat: Flat): Decoded[] => keyValues(unflatten(flat));

function expected(span: SpanRecord): Decoded {
  const hasParent = span.parentHigh !== 0 || span.parentLow !== 0;
  return {
    traceId: bytes(span.traceId.hex()),
    spanId: bytes(hexOf(span.idHigh, span.idLow)),
    traceState: span.traceState ?? '',
    parentSpanId: hasParent ? bytes(hexOf(span.parentHigh, span.parentLow)) : bytes(''),
    name: span.name.toWellFormed(),
    kind: span.kind + 1,
    startTimeUnixNano: ns(span.startedMs),
    endTimeUnixNano: ns(Math.max(span.startedMs, span.endedMs)),
    attributes: [...entriesOf(span.shared ?? []), ...entriesOf(span.own)],
    droppedAttributesCount: span.droppedAttributes,
    events: (span.events ?? []).map((event) => ({
      timeUnixNano: ns(event.atMs),
      name: event.name.toWellFormed(),
      attributes: entriesOf(event.attributes),
      droppedAttributesCount: event.droppedAttributes,
    })),
    droppedEventsCount: span.droppedEvents,
    links: (span.links ?? []).map(({ context, ...link }) => ({
      traceId: bytes(context.traceId),
      spanId: bytes(context.spanId),
      traceState: context.traceState?.serialize() ?? '',
      attributes: keyValues(link.attributes ?? {}),
      droppedAttributesCount: link.droppedAttributesCount ?? 0,
      flags: (context.traceFlags & 0xff) | 0x100 | (context.isRemote ? 0x200 : 0),
    })),
    droppedLinksCount: span.droppedLinks,
    status: span.statusCode === SpanStatusCode.UNSET ? null : { code: span.statusCode, message: (span.statusMessage ?? '').toWellFormed() },
    flags: span.flags | 0x100 | (span.isParentRemote ? 0x200 : 0),
  };
}

describe('encodeTraces', () => {
  it('is read as the light spans that went in, every field', () => {
    fc.assert(
      fc.property(fc.array(lightSpan, { minLength: 1, maxLength: 6 }), (spans) => {
        // Twice, because the bytes of shared attributes are kept from the first time.
        for (const _ of [1, 2]) expect(spansOf(readTraces(encodeTraces(spans, ENCODING)))).to.deep.equal(spans.map(expected));
      }),
      RUNS,
    );
  });

  it("says of the SDK's spans what the SDK's own encoder says", () => {
    fc.assert(
      fc.property(sdkSpans, (spans) => {
        const official = readTraces(ProtobufTraceSerializer.serializeRequest(spans) as Uint8Array);
        expect(readTraces(encodeTraces(spans, ENCODING))).to.deep.equal(official);
      }),
      RUNS,
    );
  });

  it('puts light spans under the given resource and scope, those of the SDK under theirs', () => {
    fc.assert(
      fc.property(fc.array(lightSpan, { minLength: 1, maxLength: 3 }), sdkSpans, (light, foreign) => {
        const mixed = [...foreign.slice(0, 2), ...light, ...foreign.slice(2)];
        const { resourceSpans } = readTraces(encodeTraces(mixed, ENCODING));
        const [ours, ...theirs] = resourceSpans;
        expect(ours.resource.attributes).to.deep.equal(keyValues({ pid: 7 }));
        expect(ours.schemaUrl).to.equal('https://schema.example/1');
        expect(ours.scopeSpans).to.have.length(1);
        expect(ours.scopeSpans[0].scope).to.deep.include({ name: 'ours', version: '1.2.3' });
        expect(ours.scopeSpans[0].spans).to.deep.equal(light.map(expected));
        expect(theirs).to.deep.equal(readTraces(ProtobufTraceSerializer.serializeRequest(foreign) as Uint8Array).resourceSpans);
      }),
      { ...RUNS, numRuns: 60 },
    );
  });

  it('puts the scopes of the SDK that have the given resource beside ours', () => {
    const [light] = fc.sample(lightSpan, { numRuns: 1, seed: 1 });
    const [foreign] = fc.sample(
      sdkSpans.filter(({ length }) => length > 0),
      { numRuns: 1, seed: 1 },
    );
    const same = { ...foreign?.[0], resource: ENCODING.resource } as unknown as ReadableSpan;
    const { resourceSpans } = readTraces(encodeTraces([same, light as SpanRecord], ENCODING));
    expect(resourceSpans).to.have.length(1);
    expect(resourceSpans[0].scopeSpans.map(({ spans }: Decoded) => spans.length)).to.deep.equal([1, 1]);
  });

  it("limits light spans as the SDK's spans would have been", () => {
    const limit = fc.integer({ min: 0, max: 7 });
    const limits = fc.record({ attributesMax: limit, eventAttributesMax: limit, linkAttributesMax: limit, lengthMax: limit });
    fc.assert(
      fc.property(lightSpan, limits, (span, some) => {
        const [read] = spansOf(readTraces(encodeTraces([span], { ...ENCODING, limits: some })));
        const clean = (given: object, attributeCountLimit: number) => {
          const limited = cleanAttributes(given as Record<string, unknown>, {
            attributeCountLimit,
            attributeValueLengthLimit: some.lengthMax > 0 ? some.lengthMax : Infinity,
          });
          return { attributes: keyValues(limited.attributes ?? {}), dropped: limited.droppedAttributesCount ?? 0 };
        };
        const own = clean(unflatten([...(span.shared ?? []), ...span.own]), some.attributesMax);
        expect(read.attributes).to.deep.equal(own.attributes);
        expect(read.droppedAttributesCount).to.equal(span.droppedAttributes + own.dropped);
        (span.events ?? []).forEach((event, index) => {
          const limited = clean(unflatten(event.attributes), some.eventAttributesMax);
          expect(read.events[index].attributes).to.deep.equal(limited.attributes);
        });
        (span.links ?? []).forEach((link, index) => {
          const limited = clean(link.attributes ?? {}, some.linkAttributesMax);
          expect(read.links[index].attributes).to.deep.equal(limited.attributes);
          expect(read.links[index].droppedAttributesCount).to.equal(((link.droppedAttributesCount ?? 0) + limited.dropped) % 2 ** 32);
        });
      }),
      RUNS,
    );
  });

  it('counts what no attribute can be, and leaves out what is undefined', () => {
    const [span] = fc.sample(lightSpan, { numRuns: 1, seed: 2 });
    const circular: unknown[] = [];
    circular.push(circular);
    const bad = ['big', 1n, 'symbol', Symbol('x'), 'date', new Date(0), 'circular', circular, '', 'no key', 'in', [{ deep: () => 0 }]];
    const own = ['good', 1, 'nothing', undefined, ...bad, 'map', { there: 1, not: undefined }] as Flat;
    const [read] = spansOf(readTraces(encodeTraces([{ ...(span as SpanRecord), shared: undefined, own, droppedAttributes: 4 }], ENCODING)));
    expect(read.attributes).to.deep.equal(keyValues({ good: 1, map: { there: 1 } }));
    expect(read.droppedAttributesCount).to.equal(4 + bad.length / 2);
    const limited = { ...ENCODING, limits: { ...NO_LIMITS, attributesMax: 3 } };
    const both = [{ ...(span as SpanRecord), shared: own, own: ['third', 3, 'fourth', 4], droppedAttributes: 0 }];
    const [cut] = spansOf(readTraces(encodeTraces(both, limited)));
    expect(cut.attributes).to.deep.equal(keyValues({ good: 1, map: { there: 1 }, third: 3 }));
    expect(cut.droppedAttributesCount).to.equal(1 + bad.length / 2);
  });

  it('sends the others when one span cannot be read, and says so', () => {
    const [span] = fc.sample(lightSpan, { numRuns: 1, seed: 3 }) as [SpanRecord];
    const trap = Object.defineProperty({}, 'trap', { enumerable: true, get: () => expect.fail('the getter of an application') });
    const errors: unknown[] = [];
    const encoding = { ...ENCODING, refused: (error: unknown) => errors.push(error) };
    const decoded = readTraces(encodeTraces([span, { ...span, own: ['a', trap as never] }, span], encoding));
    expect(spansOf(decoded)).to.deep.equal([expected(span), expected(span)]);
    expect(errors.map(String)).to.deep.equal(['AssertionError: the getter of an application']);
  });

  it('keeps every span when the buffer grows in the middle of one, wherever that is', () => {
    const [big] = fc.sample(lightSpan, { numRuns: 1, seed: 4 }) as [SpanRecord];
    // More than what is kept from batch to batch: the next batch starts with the small buffer again.
    const flood = [{ ...big, own: ['text', 'x'.repeat(1_100_000)] }];
    fc.assert(
      fc.property(lightSpan, fc.integer({ min: 62_000, max: 65_600 }), text, (span, length, attribute) => {
        encodeTraces(flood, ENCODING);
        const spans = [
          { ...big, own: ['pad', 'x'.repeat(length)] },
          { ...span, own: ['nested', [{ a: [attribute, { b: attribute }] }]] },
          span,
        ];
        expect(spansOf(readTraces(encodeTraces(spans, ENCODING)))).to.deep.equal(spans.map(expected));
      }),
      { ...RUNS, numRuns: 60 },
    );
  });

  it('keeps every span of a large batch, and the bytes of one batch when the next is made', () => {
    const spans = fc.sample(lightSpan, { numRuns: 1000, seed: 5 });
    const first = encodeTraces(spans, ENCODING);
    const copy = Buffer.from(first);
    encodeTraces(spans.toReversed(), ENCODING);
    encodeTraces(spans.slice(0, 10), ENCODING);
    expect(first.equals(copy)).to.equal(true);
    expect(spansOf(readTraces(first))).to.deep.equal(spans.map(expected));
  });

  it('keeps what more keys than it remembers say', () => {
    const [span] = fc.sample(lightSpan, { numRuns: 1, seed: 6 }) as [SpanRecord];
    const similar = Array.from({ length: 200 }, (_, index) => 'k'.repeat(index + 1));
    const many = Array.from({ length: 2500 }, (_, index) => `made up ${index}`);
    const spans = [...similar, ...similar, ...many, ...many].map((key) => ({
      ...span,
      links: [],
      events: [],
      own: [key, key, `${key} long`, 1],
    }));
    expect(spansOf(readTraces(encodeTraces(spans, ENCODING)))).to.deep.equal(spans.map(expected));
  });

  it('keeps the pairs of a key that come again, in spans, events and links, however many values there are', () => {
    const [span] = fc.sample(lightSpan, { numRuns: 1, seed: 8 }) as [SpanRecord];
    const context = { traceId: '0123456789abcdef0123456789abcdef', spanId: '0123456789abcdef', traceFlags: 1 };
    const few = ['GET', 'POST', 'é', '', 'x'.repeat(32), 'x'.repeat(33)];
    const some = Array.from({ length: 100 }, (_, index) => `value ${index}`);
    const many = Array.from({ length: 300 }, (_, index) => `value ${index}`);
    const pairs = [
      ...[...few, ...few].map((value) => ['few', value]),
      ...[...many, ...many].map((value) => ['many', value]),
      ...Array.from({ length: 45 }, (_, key) => [...some, ...some].map((value) => [`key ${key}`, value])).flat(),
    ] as [string, string][];
    const spans = pairs.map(([key, value]) => ({
      ...span,
      shared: undefined,
      own: [key, value],
      events: [{ name: 'e', atMs: 1, attributes: [key, value], droppedAttributes: 0 }],
      links: [{ context, attributes: { [key]: value } }],
    }));
    expect(spansOf(readTraces(encodeTraces(spans, ENCODING)))).to.deep.equal(spans.map(expected));
  });

  it('keeps keys and texts of all lengths around those where a length needs one more byte', () => {
    const [span] = fc.sample(lightSpan, { numRuns: 1, seed: 9 }) as [SpanRecord];
    const own = Array.from({ length: 60 }, (_, more) => 'k'.repeat(75 + more)).flatMap((key) =>
      Array.from({ length: 40 }, (_, length) => [key, 'v'.repeat(length)]).concat([
        [key, 1],
        [key, 127],
        [key, 128],
        [key, 70_000],
      ] as never),
    );
    const [read] = spansOf(readTraces(encodeTraces([{ ...span, shared: undefined, own: own.flat() }], { ...ENCODING, limits: LOOSE })));
    expect(read.attributes).to.deep.equal(own.flatMap(([key, value]) => keyValues({ [key as string]: value })));
  });

  it('keeps text of megabytes, in one byte a character or more', () => {
    const [span] = fc.sample(lightSpan, { numRuns: 1, seed: 7 }) as [SpanRecord];
    const spans = ['a', 'é', '漢', '💡', '\udc00'].map((each) => ({
      ...span,
      own: ['text', each.repeat(2_100_000), 'in', [each.repeat(17_000)]],
    }));
    expect(spansOf(readTraces(encodeTraces(spans, ENCODING)))).to.deep.equal(spans.map(expected));
  });

  it('gives an empty request for no spans', () => {
    expect(encodeTraces([], ENCODING)).to.have.length(0);
  });

  it('does not mix up shared lists of the same content, nor the limits under which they were kept', () => {
    fc.assert(
      fc.property(lightSpan, attributes, (span, some) => {
        const shared = Object.entries(some).flat();
        const spans = [{ ...span, shared, own: [] }];
        const under = (limits: object) => readTraces(encodeTraces(spans, { ...ENCODING, limits: { ...NO_LIMITS, ...limits } }));
        const few = under({ attributesMax: 2 });
        const short = under({ lengthMax: 3 });
        expect(spansOf(under({}))).to.deep.equal(spans.map(expected));
        const again = [{ ...span, shared: [...shared], own: [] }];
        const limited = (limits: object) => readTraces(encodeTraces(again, { ...ENCODING, limits: { ...NO_LIMITS, ...limits } }));
        expect(few).to.deep.equal(limited({ attributesMax: 2 }));
        expect(limited({ lengthMax: 3 })).to.deep.equal(short);
        expect(under({ attributesMax: 2 })).to.deep.equal(few);
      }),
      { ...RUNS, numRuns: 60 },
    );
  });
});
