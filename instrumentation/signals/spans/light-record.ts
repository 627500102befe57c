// The hot half of a span of our own libraries: one object with fixed fields and flat attributes, changed without checks.

import { diag, type Link, SpanKind, SpanStatusCode, type TraceState } from '@opentelemetry/api';
import { type Flat, type FlatValue, NO_ATTRIBUTES } from '../flat.ts';
import { SpanIds } from './span-ids.ts';
import type { SpanLimits } from './span-limits.ts';
import type { SpanEvent, SpanRecord } from './span-record.ts';
import type { TraceId } from './trace-id.ts';

/** What all light spans of a process share. */
export interface SpanHome {
  readonly limits: SpanLimits;
  /** Takes a span that has ended. */
  ended(span: LightRecord): void;
}

const SAMPLED = 1;

export abstract class LightRecord extends SpanIds implements SpanRecord {
  readonly home: SpanHome;
  name: string;
  kind: SpanKind = SpanKind.INTERNAL;
  parentHigh = 0;
  parentLow = 0;
  isParentRemote = false;
  startedMs = 0;
  endedMs = 0;
  isEnded = false;
  shared: Flat | undefined = undefined;
  own: FlatValue[] = NO_ATTRIBUTES;
  droppedAttributes = 0;
  events: SpanEvent[] | undefined = undefined;
  droppedEvents = 0;
  links: Link[] | undefined = undefined;
  droppedLinks = 0;
  statusCode: SpanStatusCode = SpanStatusCode.UNSET;
  statusMessage: string | undefined = undefined;
  // Links of the chain of open spans.
  isOpen = false;
  older: LightRecord | undefined = undefined;
  newer: LightRecord | undefined = undefined;

  constructor(home: SpanHome, name: string, traceId: TraceId, state: TraceState | undefined) {
    super(traceId, SAMPLED, state);
    this.home = home;
    this.name = name;
  }

  /** Sets an attribute whose value needs no check. */
  put(key: string, value: FlatValue): void {
    if (value === undefined || this.isClosed()) return;
    const { own, shared } = this;
    for (let at = 0; at < own.length; at += 2) {
      if (own[at] === key) {
        own[at + 1] = value;
        return;
      }
    }
    if (shared !== undefined && this.#isShared(shared, key, value)) return;
    const count = (own.length + (shared === undefined ? 0 : shared.length)) / 2;
    if (count >= this.home.limits.attributeCountLimit) this.dropAttribute();
    else if (own === NO_ATTRIBUTES) this.own = [key, value];
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

  protected dropAttribute(): void {
    this.droppedAttributes += 1;
    if (this.droppedAttributes === 1) diag.warn('Dropping extra attributes.');
  }

  protected has(key: string): boolean {
    const { own, shared } = this;
    for (let at = 0; at < own.length; at += 2) if (own[at] === key) return true;
    if (shared !== undefined) for (let at = 0; at < shared.length; at += 2) if (shared[at] === key) return true;
    return false;
  }

  /** Adds an event whose attributes need no check. */
  tell(name: string, atMs: number, attributes: Flat, droppedAttributes = 0): void {
    if (this.isClosed()) return;
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
    if (this.isClosed() || this.statusCode === SpanStatusCode.OK) return;
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

  /** True, after a warning, when the span has ended. */
  protected isClosed(): boolean {
    if (this.isEnded) warnOfEnded(this);
    return this.isEnded;
  }
}

function warnOfEnded(span: LightRecord): void {
  const { traceId, spanId } = span.spanContext();
  diag.warn(`Cannot execute the operation on ended Span {traceId: ${traceId}, spanId: ${spanId}}`);
}
