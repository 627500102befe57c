// Our context behaves as the API's, whoever sets and reads values, and finds spans for every copy of the API.

import { type Context, createContextKey, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { isTracingSuppressed, suppressTracing } from '@opentelemetry/core';
import { expect } from 'chai';
import { entryIn, isSuppressed, LIGHT_ROOT, spanIn, withEntry, withSpan } from '../../instrumentation/signals/context/light-context.ts';

const spanOf = (last: string) => trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: `bbbbbbbbbbbbbbb${last}`, traceFlags: 1 });
const [ONE, TWO] = [spanOf('1'), spanOf('2')];
const KEY = createContextKey('a key of somebody');
const OTHER = createContextKey('another key');
// Another copy of the API has the same key by its description.
const SPAN_KEY = Symbol.for('OpenTelemetry Context Key SPAN');

/** The same operations on the API's context and on ours. */
const STARTS: Record<string, Context> = { "the API's": ROOT_CONTEXT, ours: LIGHT_ROOT };
const OPERATIONS: Record<string, (from: Context) => Context> = {
  nothing: (from) => from,
  'a value': (from) => from.setValue(KEY, 1),
  'a value that is replaced': (from) => from.setValue(KEY, 1).setValue(KEY, 2),
  'a value that is taken out': (from) => from.setValue(KEY, 1).setValue(OTHER, 2).deleteValue(KEY),
  'a value that was never there': (from) => from.deleteValue(KEY),
  'an undefined value': (from) => from.setValue(KEY, undefined),
  'a span': (from) => trace.setSpan(from, ONE),
  'a span that is replaced': (from) => trace.setSpan(trace.setSpan(from, ONE), TWO),
  'a span that is taken out': (from) => trace.deleteSpan(trace.setSpan(from, ONE).setValue(KEY, 1)),
  'a span before a value': (from) => trace.setSpan(from, ONE).setValue(KEY, 1),
  'a span after a value': (from) => trace.setSpan(from.setValue(KEY, 1), ONE),
  'a span by its key': (from) => from.setValue(SPAN_KEY, ONE),
  baggage: (from) => propagation.setBaggage(trace.setSpan(from, ONE), propagation.createBaggage({ book: { value: 'x' } })),
  'baggage that is taken out': (from) =>
    propagation.deleteBaggage(propagation.setBaggage(from, propagation.createBaggage({ book: { value: 'x' } }))),
  suppression: (from) => suppressTracing(trace.setSpan(from, ONE)),
};
const contentOf = (within: Context) => ({
  key: within.getValue(KEY),
  other: within.getValue(OTHER),
  span: trace.getSpan(within)?.spanContext(),
  byKey: within.getValue(SPAN_KEY) === trace.getSpan(within),
  baggage: propagation.getBaggage(within)?.getEntry('book')?.value,
  suppressed: isTracingSuppressed(within),
});

describe('Contexts of both kinds', () => {
  for (const [what, operation] of Object.entries(OPERATIONS)) {
    it(`are the same after setting ${what}, and what they were made of is unchanged`, () => {
      const before = contentOf(LIGHT_ROOT);
      expect(contentOf(operation(LIGHT_ROOT))).to.deep.equal(contentOf(operation(ROOT_CONTEXT)));
      expect(contentOf(LIGHT_ROOT)).to.deep.equal(before);
    });
  }

  for (const [whose, start] of Object.entries(STARTS)) {
    it(`get a span from the seam, over one that was there: ${whose}`, () => {
      const within = withSpan(trace.setSpan(start.setValue(KEY, 1), ONE), TWO);
      expect([trace.getSpan(within), spanIn(within), within.getValue(KEY)]).to.deep.equal([TWO, TWO, 1]);
      expect(spanIn(trace.deleteSpan(within))).to.equal(undefined);
    });

    it(`keep the entry below other spans and values, and nowhere else: ${whose}`, () => {
      const entry = withEntry(start, ONE);
      const inside = withSpan(entry.setValue(KEY, 1), TWO);
      expect([entryIn(inside), spanIn(inside), entryIn(start)]).to.deep.equal([ONE, TWO, undefined]);
      expect(entryIn(trace.deleteSpan(inside))).to.equal(ONE);
      expect(entryIn(withEntry(inside, TWO))).to.equal(TWO);
    });

    it(`know whether they are suppressed: ${whose}`, () => {
      expect(isSuppressed(start)).to.equal(false);
      expect(isSuppressed(withSpan(start, ONE))).to.equal(false);
      expect(isSuppressed(suppressTracing(start))).to.equal(true);
      expect(isSuppressed(withSpan(suppressTracing(start), ONE))).to.equal(true);
      expect(isSuppressed(suppressTracing(withSpan(start, ONE)))).to.equal(true);
    });
  }
});
