// Spans of ours and of the SDK get the same calls, and must tell the same: each case is a rule of the API or SDK specification.

import { type Attributes, type AttributeValue, SpanStatusCode } from '@opentelemetry/api';
import { type Case, compareKinds, link, on } from '../support/span-cases.ts';

const wrong = <T>(value: unknown): T => value as T;
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

describe('Spans of both kinds: attributes', () => compareKinds(attributeCases));
describe('Spans of both kinds: events', () => compareKinds(eventCases));
describe('Spans of both kinds: status', () => compareKinds(statusCases));
describe('Spans of both kinds: links', () => compareKinds(linkCases));
