// What the encoder reads of a light log record: plain fields, nothing computed before it is encoded.

import type { AnyValue, SeverityNumber } from '@opentelemetry/api';
import type { TraceId } from '../spans/trace-id.ts';

/** Longest body kept, in characters; the stores refuse lines far above this. */
export const BODY_MAX = 65_536;

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly observedMs: number;
  readonly severityNumber: SeverityNumber;
  readonly severityText: string;
  readonly body: AnyValue;
  /** Never changed after it was emitted. */
  readonly attributes: Readonly<Record<string, AnyValue>>;
  /** Added to the attributes: who wrote it. */
  readonly logger: string;
  readonly eventName: string | undefined;
  /** Undefined outside a trace. */
  readonly traceId: TraceId | undefined;
  readonly spanHigh: number;
  readonly spanLow: number;
  readonly flags: number;
}
