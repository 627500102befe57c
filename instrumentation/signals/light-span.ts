// A span of our own libraries: one object with fixed fields and flat attributes, that the API's users can't tell from the SDK's.

import {
  type Attributes,
  type AttributeValue,
  diag,
  type Exception,
  type Link,
  type Span,
  SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
  type TraceState,
} from '@opentelemetry/api';
import { isTimeInput } from '@opentelemetry/core';
import { attribute as a } from '../vocabulary/index.ts';
import { momentOf } from './clock.ts';
import type { Flat, FlatValue } from './flat.ts';
import type { Chained } from './open-work.ts';
import { SpanIds } from './span-ids.ts';
import { cleanEvent, cleanLink, cleanValue, isInvalidKey, type SpanLimits } from './span-limits.ts';
import type { SpanEvent, SpanRecord } from './span-record.ts';
import type { TraceId } from './trace-id.ts';

/** What all light spans of a process share. */
export interface SpanHome {
  readonly limits: SpanLimits;
  /** Takes a span that has ended. */
  ended(span: LightSpan): void;
}

const NOTHING: FlatValue[] = [];

export class LightSpan extends SpanIds implements Span, SpanRecord, Chained {
  readonly home: SpanHome;
  parentHigh = 0;
  parentLow = 0;
  isParentRemote = false;
  name: string;
  kind: SpanKind = SpanKind.INTERNAL;
  startedMs = 0;
  endedMs = 0;
  isEnded = false;
  shared: Flat | undefined = undefined;
  own: FlatValue[] = NOTHING;
  droppedAttributes = 0;
  events: SpanEvent[] | undefined = undefined;
  droppedEvents = 0;
  links: Link[] | undefined = undefined;
  droppedLinks = 0;
  statusCode: SpanStatusCode = SpanStatusCode.UNSET;
  statusMessage: string | undefined = undefined;
  isOpen = false;
  older: Chained | undefined = undefined;
  newer: Chained | undefined = undefined;

  constructor(
    home: SpanHome,
    name: string,
    ids: { traceId: TraceId; idHigh: number; idLow: number; flags: number; state: TraceState | undefined },
  ) {
    super(ids.traceId, ids.idHigh, ids.idLow, ids.flags, ids.state);
    this.home = home;
    this.name = name;
  }

  /** Sets an attribute whose value needs no check. */
  put(key: string, value: FlatValue): void {
    if (value === undefined || this.#isClosed()) return;
    const { own, shared } = this;
    for (let at = 0; at < own.length; at += 2) {
      if (own[at] === key) {
        own[at + 1] = value;
        return;
      }
    }
    if (shared !== undefined && this.#isShared(shared, key, value)) return;
    const count = (own.length + (shared === undefined ? 0 : shared.length)) / 2;
    if (count >= this.home.limits.attributeCountLimit) this.#dropAttribute();
    else if (own === NOTHING) this.own = [key, value];
    else own.push(key, value);
  }

  // A value that others share is replaced in a copy.
  #isShared(shared: Flat, key: string, value: FlatValue): boolean {
    for (let at = 0; at < shared.length; at += 2) {
      if (shared[at] !== key) continue;
      if (shared[at + 1] !== value) {
        this.own = [...shared, ...this.own];
        this.own[at + 1] = value;
        this.shared = undefined;
      }
      return true;
    }
    return false;
  }

  #dropAttribute(): void {
    this.droppedAttributes += 1;
    if (this.droppedAttributes === 1) diag.warn('Dropping extra attributes.');
  }

  #has(key: string): boolean {
    const { own, shared } = this;
    for (let at = 0; at < own.length; at += 2) if (own[at] === key) return true;
    if (shared !== undefined) for (let at = 0; at < shared.length; at += 2) if (shared[at] === key) return true;
    return false;
  }

  /** Adds an event whose attributes need no check. */
  tell(name: string, atMs: number, attributes: Flat, droppedAttributes = 0): void {
    if (this.#isClosed()) return;
    const max = this.home.limits.eventCountLimit;
    if (max === 0) {
      diag.warn('No events allowed.');
      this.droppedEvents += 1;
      return;
    }
    this.events ??= [];
    if (this.events.length >= max) {
      if (this.droppedEvents === 0) diag.debug('Dropping extra events.');
      this.events.shift();
      this.droppedEvents += 1;
    }
    this.events.push({ name, atMs, attributes, droppedAttributes });
  }

  /** Fails the span, as `setStatus` does. */
  fail(message: string | undefined): void {
    if (this.#isClosed() || this.statusCode === SpanStatusCode.OK) return;
    this.statusCode = SpanStatusCode.ERROR;
    this.statusMessage = message;
  }

  /** Ends the span at a time of performance.now(), unless it has ended. */
  finish(endedMs: number): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.endedMs = Math.max(endedMs, this.startedMs);
    this.home.ended(this);
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (value === undefined || this.#isClosed() || isInvalidKey(key)) return this;
    const { limits } = this.home;
    const isFull = (this.own.length + (this.shared?.length ?? 0)) / 2 >= limits.attributeCountLimit;
    if (isFull && !this.#has(key)) {
      this.#dropAttribute();
      return this;
    }
    const clean = cleanValue(key, value, limits);
    if (clean !== undefined) this.put(key, clean);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key]);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#isClosed()) return this;
    const isTime = isTimeInput(attributesOrTime);
    const at = isTime && !isTimeInput(time) ? attributesOrTime : time;
    const { attributes, dropped } = cleanEvent(isTime ? undefined : (attributesOrTime as Attributes | undefined), this.home.limits);
    this.tell(name, momentOf(at), attributes, dropped);
    return this;
  }

  addLink({ context, attributes }: Link): this {
    if (this.#isClosed()) return this;
    const { limits } = this.home;
    if (limits.linkCountLimit === 0) {
      this.droppedLinks += 1;
      return this;
    }
    this.links ??= [];
    if (this.links.length >= limits.linkCountLimit) {
      if (this.droppedLinks === 0) diag.debug('Dropping extra links.');
      this.links.shift();
      this.droppedLinks += 1;
    }
    this.links.push({ context, ...cleanLink(attributes, limits) });
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus({ code, message }: SpanStatus): this {
    if (this.#isClosed() || code === SpanStatusCode.UNSET || this.statusCode === SpanStatusCode.OK) return this;
    this.statusCode = code;
    this.statusMessage = code === SpanStatusCode.ERROR && typeof message === 'string' ? message : undefined;
    if (code === SpanStatusCode.ERROR && message != null && typeof message !== 'string') {
      diag.warn(`Dropping invalid status.message of type '${typeof message}', expected 'string'`);
    }
    return this;
  }

  updateName(name: string): this {
    if (!this.#isClosed()) this.name = name;
    return this;
  }

  end(time?: TimeInput): void {
    if (this.isEnded) {
      const { traceId, spanId } = this.spanContext();
      diag.error(`${this.name} ${traceId}-${spanId} - You can only call end() on a span once.`);
      return;
    }
    this.finish(momentOf(time));
  }

  isRecording(): boolean {
    return !this.isEnded;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes: Attributes = {};
    if (typeof exception === 'string') attributes[a.exceptionMessage.key] = exception;
    else if (exception) {
      if (exception.code) attributes[a.exceptionType.key] = exception.code.toString();
      else if (exception.name) attributes[a.exceptionType.key] = exception.name;
      if (exception.message) attributes[a.exceptionMessage.key] = exception.message;
      if (exception.stack) attributes[a.exceptionStacktrace.key] = exception.stack;
    }
    if (attributes[a.exceptionType.key] || attributes[a.exceptionMessage.key]) this.addEvent('exception', attributes, time);
    else diag.warn(`Failed to record an exception ${exception}`);
  }

  #isClosed(): boolean {
    if (this.isEnded) diag.warn(`Cannot execute the operation on ended Span ${JSON.stringify(this.spanContext())}`);
    return this.isEnded;
  }
}
