// Starts the spans of our own libraries without the SDK: ids, parent, sampling decision.

import {
  type Attributes,
  type Context,
  INVALID_SPAN_CONTEXT,
  type Link,
  type Span,
  type SpanKind,
  type TraceState,
  trace,
} from '@opentelemetry/api';
import { isSuppressed, spanIn } from '../context/light-context.ts';
import { type Flat, type FlatValue, isFlat } from '../flat.ts';
import type { LightRecord, SpanHome } from './light-record.ts';
import { LightSpan } from './light-span.ts';
import { chain, unchain } from './open-work.ts';
import { type Decide, NO_FLAGS } from './sampling.ts';
import { SilentSpan, SpanIds } from './span-ids.ts';
import { flatten, type SpanLimits } from './span-limits.ts';
import type { SpanRecord } from './span-record.ts';
import { newTraceId, type TraceId, traceIdOf, wordOf } from './trace-id.ts';

const UNSAMPLED = 0;
/** What runs in a suppressed context gets this one, as from the SDK. */
const SUPPRESSED = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

interface Tracing {
  readonly decide: Decide;
  readonly home: SpanHome;
}

let tracing: Tracing | undefined;

/** Makes light spans from now on; `take` gets each when it has ended. */
export function installLightTracing(decide: Decide, limits: SpanLimits, take: (span: SpanRecord) => void): void {
  const ended = (span: LightRecord) => {
    unchain(span);
    take(span);
  };
  tracing = { decide, home: { limits, ended } };
}

export interface Start {
  readonly kind: SpanKind;
  readonly name: string;
  readonly attributes: Attributes | Flat;
  /** Attributes that many spans share, in a frozen list; beside `attributes`, which are the span's own then. */
  readonly shared?: Flat | undefined;
  readonly parent: Context;
  readonly related: readonly Span[];
  readonly startedMs: number;
}

/** Starts a span; undefined while the SDK stands behind the seam. */
export function startLight(start: Start): Span | undefined {
  if (tracing === undefined) return undefined;
  if (isSuppressed(start.parent)) return SUPPRESSED;
  const { decide, home } = tracing;
  const above = idsOf(spanIn(start.parent));
  const traceId = above === undefined ? newTraceId() : above.traceId;
  const state = above?.state;
  if (!decide(traceId, above === undefined ? NO_FLAGS : above.flags)) return new SilentSpan(traceId, UNSAMPLED, state);
  const span = new LightSpan(home, start.name, traceId, state);
  if (above !== undefined) {
    span.parentHigh = above.idHigh;
    span.parentLow = above.idLow;
    span.isParentRemote = above.isRemote === true;
  }
  span.kind = start.kind;
  span.startedMs = start.startedMs;
  describe(span, start, home.limits);
  if (start.related.length > 0) relate(span, start.related, home.limits);
  chain(span);
  return span;
}

interface Above {
  readonly traceId: TraceId;
  readonly idHigh: number;
  readonly idLow: number;
  readonly flags: number;
  readonly state: TraceState | undefined;
  readonly isRemote?: boolean;
}

// Spans of the SDK and of callers have their ids in hexadecimal.
function idsOf(span: Span | undefined): Above | undefined {
  if (span === undefined || span instanceof SpanIds) return span;
  const ids = span.spanContext();
  if (!trace.isSpanContextValid(ids)) return undefined;
  return {
    traceId: traceIdOf(ids.traceId),
    idHigh: wordOf(ids.spanId, 0),
    idLow: wordOf(ids.spanId, 8),
    flags: ids.traceFlags,
    state: ids.traceState,
    isRemote: ids.isRemote === true,
  };
}

// A list of attributes was made for this span, and becomes its own. A shared one stays whole, or its bytes could not be kept.
function describe(span: LightSpan, { attributes, shared }: Start, { attributeCountLimit }: SpanLimits): void {
  const flat: Flat = isFlat(attributes) ? attributes : flatten(attributes);
  const most = attributeCountLimit * 2;
  if (shared !== undefined && shared.length + flat.length <= most) {
    span.shared = shared;
    span.own = flat as FlatValue[];
    return;
  }
  const all = shared === undefined ? flat : [...shared, ...flat];
  span.own = (all.length > most ? all.slice(0, most) : all) as FlatValue[];
  span.droppedAttributes = Math.max(0, all.length - most) / 2;
}

function relate(span: LightSpan, related: readonly Span[], { linkCountLimit }: SpanLimits): void {
  const kept = linkCountLimit === 0 ? [] : related.slice(-linkCountLimit);
  span.links = kept.map((other) => new LateLink(other));
  span.droppedLinks = related.length - kept.length;
}

/** A link to a span whose hexadecimal ids are made when the link is read. */
class LateLink implements Link {
  readonly #to: Span;

  constructor(to: Span) {
    this.#to = to;
  }

  get context() {
    return this.#to.spanContext();
  }
}
