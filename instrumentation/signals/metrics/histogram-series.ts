// One series of a histogram: a value that is recorded is an addition in an array.

import type { Attributes } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import type { BoundHistogram } from './instruments.ts';
import type { Series } from './metric-shapes.ts';

export class HistogramSeries implements Series, BoundHistogram {
  readonly attributes: Attributes;
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;
  #min = Infinity;
  #max = -Infinity;
  startMs = 0;

  constructor(attributes: Attributes, bounds: readonly number[]) {
    this.attributes = attributes;
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  /** Anything but a number of 0 or more is left out: it would spoil the sum for ever. */
  record(value: number): void {
    if (!(value >= 0)) return;
    if (this.#count === 0) this.startMs = Date.now();
    const bounds = this.#bounds;
    // From below: most values of a healthy process are in the first buckets.
    let at = 0;
    while (at < bounds.length && value > (bounds[at] as number)) at += 1;
    this.#counts[at] = (this.#counts[at] as number) + 1;
    this.#count += 1;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** The state of now, which later values don't change. */
  value(): Histogram {
    return {
      min: this.#min,
      max: this.#max,
      sum: this.#sum,
      count: this.#count,
      buckets: { boundaries: this.#bounds as number[], counts: this.#counts.slice() },
    };
  }
}
