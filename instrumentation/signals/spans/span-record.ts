// What the encoder reads of a light span: plain fields, nothing computed before it is encoded.

import type { Link, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Flat } from '../flat.ts';
import type { TraceId } from './trace-id.ts';

export interface SpanRecord {
  readonly traceId: TraceId;
  /** 8 bytes of the span's id, as signed 32-bit integers. */
  readonly idHigh: number;
  readonly idLow: number;
  /** Both 0 when the span has no parent. */
  readonly parentHigh: number;
  readonly parentLow: number;
  readonly isParentRemote: boolean;
  /** W3C trace flags. */
  readonly flags: number;
  /** W3C tracestate; undefined when there is none. */
  readonly traceState: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** As performance.now() says. */
  readonly startedMs: number;
  readonly endedMs: number;
  /** Attributes that many spans share: frozen, so their bytes can be kept. */
  readonly shared: Flat | undefined;
  /** Attributes of this span; no key is in `shared` as well, none is there twice. */
  readonly own: Flat;
  readonly droppedAttributes: number;
  readonly events: readonly SpanEvent[] | undefined;
  readonly droppedEvents: number;
  readonly links: readonly Link[] | undefined;
  readonly droppedLinks: number;
  readonly statusCode: SpanStatusCode;
  readonly statusMessage: string | undefined;
}

export interface SpanEvent {
  readonly name: string;
  /** As performance.now() says. */
  readonly atMs: number;
  readonly attributes: Flat;
  readonly droppedAttributes: number;
}
