// Spans of ours and of the SDK get the same calls, and must tell the same: each case is a rule of the API or SDK specification.

import {
  type Attributes,
  type AttributeValue,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TimeInput,
  trace,
} from '@opentelemetry/api';
import { TraceState } from '@opentelemetry/core';
import { expect } from 'chai';
import type { SpanLimits } from '../../instrumentation/signals/span-limits.ts';
import { below, essence, type Kind, ourKind, sdkKind } from '../support/span-twins.ts';

interface Case {
  readonly rule: string;
  readonly limits?: Partial<SpanLimits>;
  readonly withTimes?: boolean;
  readonly run: (kind: Kind) => unknown;
}

/** Runs `change` on one span and ends it. */
const on =
  (change: (span: Span) => unknown, attributes: Attributes = {}) =>
  (kind: Kind) => {
    const span = kind.start('work', { attributes });
    change(span);
    span.end();
  };
const wrong = <T>(value: unknown): T => value as T;
const remote = (traceFlags: number, more: object = {}) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags, isRemote: true, ...more });
const CYCLE: Record<string, unknown> = {};
CYCLE.self = CYCLE;
const VALUES: Record<string, unknown> = {
  text: 'text',
  empty: '',
  number: 1.5,
  notANumber: Number.NaN,
  boolean: false,
  null: null,
  list: ['a', 'b'],
  sparse: ['a', null, undefined, 'b'],
  mixed: ['a', 1],
  nested: { a: { b: [1, 'x'] }, none: undefined },
  bytes: new Uint8Array([1, 2, 3]),
  date: new Date(0),
  function: () => 1,
  symbol: Symbol('x'),
  bigint: 1n,
  undefined: undefined,
  cycle: CYCLE,
  class: new (class Thing {})(),
};
const LONG = 'x'.repeat(30);
const SHORT_VALUES = { attributeValueLengthLimit: 16 };
const many = (count: number, prefix = 'key'): Attributes =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, at]));
const link = (last: string, attributes?: Attributes) => ({
  context: { traceId: 'ef'.repeat(16), spanId: `aaaaaaaaaaaaaaa${last}`, traceFlags: 1 },
  ...(attributes ? { attributes } : {}),
});

const attributeCases: Case[] = [
  { rule: 'attributes given at the start are kept in order', run: on(() => {}, { b: 1, a: 2 }) },
  {
    rule: 'a later value of a key replaces the earlier one, in its place',
    run: on((s) => s.setAttribute('a', 2).setAttribute('c', 3), { a: 1, b: 1 }),
  },
  { rule: 'a value may change its type', run: on((s) => s.setAttribute('a', 'x').setAttribute('a', ['y']), { a: 1 }) },
  {
    rule: 'setAttributes sets own properties only',
    run: on((s) => s.setAttributes(Object.assign(Object.create({ inherited: 1 }), { own: 1 }))),
  },
  { rule: 'an empty key is ignored', run: on((s) => s.setAttribute('', 1)) },
  ...Object.entries(VALUES).map(
    ([what, value]): Case => ({
      rule: `an attribute with the value ${what}`,
      run: on((s) => s.setAttribute('first', 1).setAttribute('it', wrong<AttributeValue>(value)).setAttribute('last', 1)),
    }),
  ),
  {
    rule: 'a value that is changed later stays as it was',
    run: on((s) => {
      const list = ['a'];
      s.setAttribute('list', list);
      list.push('b');
    }),
  },
  { rule: 'an invalid value leaves the earlier one', run: on((s) => s.setAttribute('a', wrong<AttributeValue>(1n)), { a: 1 }) },
  {
    rule: 'attributes beyond the limit are dropped and counted',
    limits: { attributeCountLimit: 3 },
    run: on((s) => s.setAttributes(many(4, 'late')), many(2)),
  },
  {
    rule: 'each attempt beyond the limit counts',
    limits: { attributeCountLimit: 1 },
    run: on((s) => s.setAttribute('b', 1).setAttribute('b', 2), { a: 1 }),
  },
  { rule: 'a full span still replaces values', limits: { attributeCountLimit: 2 }, run: on((s) => s.setAttribute('key1', 'new'), many(2)) },
  {
    rule: 'attributes given at the start are limited',
    limits: { attributeCountLimit: 2 },
    run: on((s) => s.setAttribute('key3', 1), many(5)),
  },
  { rule: 'no attributes are allowed', limits: { attributeCountLimit: 0 }, run: on((s) => s.setAttribute('a', 1), many(2)) },
  {
    rule: 'an invalid value of a full span counts as one beyond the limit',
    limits: { attributeCountLimit: 1 },
    run: on((s) => s.setAttribute('b', wrong<AttributeValue>(1n)), { a: 1 }),
  },
  {
    rule: 'long values are cut',
    limits: SHORT_VALUES,
    run: on((s) => s.setAttribute('text', LONG).setAttribute('list', [LONG, 'short']), { early: LONG }),
  },
  {
    rule: 'long values inside others are cut',
    limits: SHORT_VALUES,
    run: on((s) => s.setAttribute('map', { a: [LONG] }).setAttribute('bytes', new Uint8Array(30))),
  },
];

const eventCases: Case[] = [
  { rule: 'events keep their order and attributes', run: on((s) => s.addEvent('one').addEvent('two', { a: 1, b: 'x' })) },
  ...Object.entries(VALUES).map(
    ([what, value]): Case => ({
      rule: `an event attribute with the value ${what}`,
      run: on((s) => s.addEvent('it', wrong<Attributes>({ first: 1, it: value }))),
    }),
  ),
  {
    rule: 'the oldest events make room',
    limits: { eventCountLimit: 2 },
    run: on((s) => {
      for (let at = 0; at < 5; at += 1) s.addEvent(`e${at}`);
    }),
  },
  { rule: 'no events are allowed', limits: { eventCountLimit: 0 }, run: on((s) => s.addEvent('e')) },
  { rule: 'attributes of events are limited', limits: { attributePerEventCountLimit: 2 }, run: on((s) => s.addEvent('e', many(5))) },
  { rule: 'long values of events are cut', limits: SHORT_VALUES, run: on((s) => s.addEvent('e', { text: LONG })) },
  {
    rule: 'recordException takes an error',
    run: on((s) => s.recordException(Object.assign(new TypeError('wrong'), { stack: 'at a line' }))),
  },
  { rule: 'recordException prefers the code', run: on((s) => s.recordException({ code: 7, name: 'E', message: 'm' })) },
  { rule: 'recordException takes a text', run: on((s) => s.recordException('broken')) },
  { rule: 'recordException leaves out what says nothing', run: on((s) => s.recordException(wrong<Error>({}))) },
  { rule: 'recordException leaves out nothing at all', run: on((s) => s.recordException(wrong<Error>(undefined))) },
  { rule: 'recordException leaves the status', run: on((s) => s.setStatus({ code: SpanStatusCode.OK }).recordException('x')) },
];

const statusCases: Case[] = [
  { rule: 'the status is unset at first', run: on(() => {}) },
  {
    rule: 'unset never replaces',
    run: on((s) => s.setStatus({ code: SpanStatusCode.ERROR, message: 'm' }).setStatus({ code: SpanStatusCode.UNSET })),
  },
  {
    rule: 'ok replaces error',
    run: on((s) => s.setStatus({ code: SpanStatusCode.ERROR, message: 'm' }).setStatus({ code: SpanStatusCode.OK })),
  },
  { rule: 'ok is final', run: on((s) => s.setStatus({ code: SpanStatusCode.OK }).setStatus({ code: SpanStatusCode.ERROR, message: 'm' })) },
  { rule: 'ok has no message', run: on((s) => s.setStatus({ code: SpanStatusCode.OK, message: 'm' })) },
  {
    rule: 'the last error wins',
    run: on((s) => s.setStatus({ code: SpanStatusCode.ERROR, message: 'm' }).setStatus({ code: SpanStatusCode.ERROR })),
  },
  { rule: 'a message that is no text is left out', run: on((s) => s.setStatus({ code: SpanStatusCode.ERROR, message: wrong<string>(5) })) },
];

const linkCases: Case[] = [
  { rule: 'links given at the start', run: (kind) => kind.start('work', { links: [link('1'), link('2')] }).end() },
  { rule: 'links added later', run: on((s) => s.addLink(link('1', { a: 1 })).addLinks([link('2'), link('3')])) },
  { rule: 'the oldest links make room', limits: { linkCountLimit: 2 }, run: on((s) => s.addLinks([link('1'), link('2'), link('3')])) },
  {
    rule: 'links given at the start are limited to the last',
    limits: { linkCountLimit: 2 },
    run: (kind) => kind.start('work', { links: [link('1'), link('2'), link('3')] }).end(),
  },
  { rule: 'no links are allowed', limits: { linkCountLimit: 0 }, run: on((s) => s.addLink(link('1'))) },
  {
    rule: 'attributes of links are limited and cut',
    limits: { attributePerLinkCountLimit: 2, ...SHORT_VALUES },
    run: on((s) => s.addLink(link('1', { text: LONG, ...many(3) }))),
  },
  ...Object.entries(VALUES).map(
    ([what, value]): Case => ({
      rule: `a link attribute with the value ${what}`,
      run: on((s) => s.addLink(link('1', wrong<Attributes>({ first: 1, it: value })))),
    }),
  ),
];

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
  { rule: 'the name can change', run: on((s) => s.updateName('another')) },
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

const TABLE = { attributes: attributeCases, events: eventCases, status: statusCases, links: linkCases, times: timeCases, life: lifeCases };

for (const [what, cases] of Object.entries(TABLE)) {
  describe(`Spans of both kinds: ${what}`, () => {
    for (const { rule, limits = {}, withTimes = false, run } of cases) {
      it(rule, () => {
        const sdk = sdkKind(limits);
        run(sdk);
        expect(sdk.ended, 'the case records nothing').to.not.be.empty;
        for (const asList of [false, true]) {
          const ours = ourKind(limits, undefined, asList);
          run(ours);
          expect(essence(ours.ended, withTimes)).to.deep.equal(essence(sdk.ended, withTimes));
        }
      });
    }
  });
}
