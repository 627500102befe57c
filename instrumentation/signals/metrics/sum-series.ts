// One series of a counter or an up-down counter: a change is an addition.

import type { Attributes } from '@opentelemetry/api';
import type { BoundCounter } from './instruments.ts';
import type { Series } from './metric-shapes.ts';

export class SumSeries implements Series, BoundCounter {
  readonly attributes: Attributes;
  /** The least change that is taken: a counter only grows. */
  readonly #least: number;
  value = 0;
  startMs = 0;

  constructor(attributes: Attributes, isMonotonic: boolean) {
    this.attributes = attributes;
    this.#least = isMonotonic ? 0 : -Infinity;
  }

  /** What is not a number, or takes away from a counter, is left out: it would spoil the sum for ever. */
  add(change: number): void {
    if (!(change >= this.#least)) return;
    if (this.startMs === 0) this.startMs = Date.now();
    this.value += change;
  }
}
