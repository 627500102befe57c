// From the start of a span to its end: times, parents, and what comes too late, on spans of the SDK and on ours.

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type TimeInput, trace } from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import { expect } from 'chai';
import { endSpan, markFailed, put, recordException } from '../../instrumentation/signals/spans.ts';
import { type Case, compareKinds, link } from '../support/span-cases.ts';
import { below, essence, ourKind, sdkKind } from '../support/span-twins.ts';

const remote = (traceFlags: number, more: object = {}) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags, isRemote: true, ...more });
const EPOCH_MS = 1_700_000_000_000;
const times: Record<string, TimeInput> = {
  'a number since 1970': EPOCH_MS + 0.5,
  'a Date': new Date(EPOCH_MS),
  'seconds and nanoseconds': [EPOCH_MS / 1000, 123_456_789],
};
const LATE: TimeInput = [4_000_000_000, 987_654_321];

const timeCases: Case[] = [
  ...Object.entries(times).map(
    ([what, time]): Case => ({
      rule: `an event at ${what}`,
      withTimes: true,
      run: (kind) => {
        const span = kind.start('work');
        span.addEvent('in place of attributes', time).addEvent('after attributes', { a: 1 }, time).addEvent('both', time, LATE);
        span.end(LATE);
      },
    }),
  ),
  {
    rule: 'recordException at a time',
    withTimes: true,
    run: (kind) => {
      const span = kind.start('work');
      span.recordException('x', LATE);
      span.end(LATE);
    },
  },
];

const lifeCases: Case[] = [
  {
    rule: 'nothing changes after the end',
    run: (kind) => {
      const span = kind.start('work', { attributes: { a: 1 } });
      span.end();
      span
        .setAttribute('a', 2)
        .setAttributes({ b: 1 })
        .addEvent('e')
        .addLink(link('1'))
        .addLinks([link('2')])
        .updateName('n')
        .setStatus({ code: SpanStatusCode.OK });
      span.recordException('x');
    },
  },
  {
    rule: 'a second end is nothing',
    run: (kind) => {
      const span = kind.start('work');
      span.end();
      span.end(LATE);
    },
  },
  { rule: 'the name can change', run: (kind) => kind.start('work').updateName('another').end() },
  ...[SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER].map(
    (kind): Case => ({ rule: `kind ${SpanKind[kind]}`, run: (k) => k.start('work', { kind }).end() }),
  ),
  {
    rule: 'a child is in the trace of its parent',
    run: (kind) => {
      const parent = kind.start('parent');
      kind.start('child', {}, below(parent)).end();
      parent.end();
    },
  },
  {
    rule: 'a child of a span that has ended',
    run: (kind) => {
      const parent = kind.start('parent');
      parent.end();
      kind.start('child', {}, below(parent)).end();
    },
  },
  { rule: 'a caller is a remote parent', run: (kind) => kind.start('work', {}, remote(1)).end() },
  { rule: 'flags of a caller other than sampled are not handed on', run: (kind) => kind.start('work', {}, remote(3)).end() },
  {
    rule: 'tracestate is handed on',
    run: (kind) => {
      const parent = kind.start('parent', {}, remote(1, { traceState: new TraceState('a=1,b=2') }));
      kind.start('child', {}, below(parent)).end();
      parent.end();
    },
  },
  {
    rule: 'an invalid parent is none',
    run: (kind) =>
      kind.start('work', {}, trace.setSpanContext(ROOT_CONTEXT, { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 1 })).end(),
  },
];

describe('Spans of both kinds: times', () => compareKinds(timeCases));
describe('Spans of both kinds: life', () => compareKinds(lifeCases));

describe('The end of a span', () => {
  for (const make of [sdkKind, ourKind]) {
    it(`before its start is at its start: ${make.name}`, () => {
      const kind = make();
      kind.start('work').end(EPOCH_MS);
      const [span] = kind.ended;
      expect(span?.duration).to.deep.equal([0, 0]);
      expect(span?.endTime).to.deep.equal(span?.startTime);
    });
  }

  it('comes once, also when the seam and the application end it both', () => {
    const kind = ourKind();
    const span = kind.start('work');
    endSpan(span, performance.now());
    endSpan(span, performance.now() + 1000);
    span.end();
    expect(kind.ended).to.have.lengthOf(1);
    expect(kind.ended[0]?.duration[0]).to.equal(0);
  });

  it('leaves no change of the seam behind it', () => {
    const kind = ourKind();
    const span = kind.start('work', { attributes: { a: 1 } });
    endSpan(span, performance.now());
    put(span, 'a', 2);
    markFailed(span, 'late');
    recordException(span, new Error('late'));
    expect(essence(kind.ended)).to.deep.include.members([
      { ...(essence(kind.ended)[0] as object), attributes: [['a', 1]], events: [], status: { code: 0 } },
    ]);
  });
});
