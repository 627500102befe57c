// What all spans of ours have: who they are, and in which trace.

import type { Span, SpanContext, TraceState } from '@opentelemetry/api';
import { hexOf, randomWord, type TraceId } from './trace-id.ts';

export abstract class SpanIds {
  readonly traceId: TraceId;
  readonly idHigh: number;
  readonly idLow: number;
  /** W3C trace flags. */
  readonly flags: number;
  readonly state: TraceState | undefined;
  #hex: string | undefined;
  #context: SpanContext | undefined;

  constructor(traceId: TraceId, flags: number, state: TraceState | undefined) {
    this.traceId = traceId;
    this.idHigh = randomWord();
    this.idLow = randomWord();
    this.flags = flags;
    this.state = state;
  }

  /** The W3C tracestate; undefined when there is none. */
  get traceState(): string | undefined {
    return this.state?.serialize();
  }

  /** The span's id as 16 hexadecimal digits. */
  hex(): string {
    this.#hex ??= hexOf(this.idHigh, this.idLow);
    return this.#hex;
  }

  spanContext(): SpanContext {
    this.#context ??= {
      traceId: this.traceId.hex(),
      spanId: this.hex(),
      traceFlags: this.flags,
      ...(this.state ? { traceState: this.state } : {}),
    };
    return this.#context;
  }
}

/** A span that the sampler left out: it hands its ids on, and keeps nothing. */
export class SilentSpan extends SpanIds implements Span {
  setAttribute(): this {
    return this;
  }
  setAttributes(): this {
    return this;
  }
  addEvent(): this {
    return this;
  }
  addLink(): this {
    return this;
  }
  addLinks(): this {
    return this;
  }
  setStatus(): this {
    return this;
  }
  updateName(): this {
    return this;
  }
  end(): void {}
  isRecording(): boolean {
    return false;
  }
  recordException(): void {}
}
