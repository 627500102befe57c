// The series of a metric that is observed: its values are asked for when metrics are collected.

import type { Attributes } from '@opentelemetry/api';
import { attempt } from '../../errors.ts';
import type { Read } from './instruments.ts';
import type { Series } from './metric-shapes.ts';
import type { SeriesBudget } from './series-budget.ts';

interface Observed extends Series {
  startMs: number;
  value: number;
}

export class ObservedSeries {
  readonly #name: string;
  readonly #isMonotonic: boolean;
  readonly #budget: SeriesBudget;
  readonly #reads: Read[] = [];
  /** What was observed once stays with its last value, as the SDK keeps it; the budget bounds it. */
  readonly #series = new Map<Attributes, Observed>();

  constructor(name: string, isMonotonic: boolean, budget: SeriesBudget) {
    this.#name = name;
    this.#isMonotonic = isMonotonic;
    this.#budget = budget;
  }

  addRead(read: Read): void {
    this.#reads.push(read);
  }

  /** Asks everybody; who throws adds nothing this time. */
  collect(nowMs: number): Observed[] {
    for (const read of this.#reads) {
      const told = new Map<Attributes, number>();
      const isWhole = attempt(`Observing ${this.#name}`, () => {
        read((value, attributes = {}) => {
          if (typeof value === 'number' && !Number.isNaN(value)) told.set(this.#budget.admit(attributes), value);
        });
        return true;
      });
      if (isWhole) for (const [attributes, value] of told) this.#note(attributes, value, nowMs);
    }
    return [...this.#series.values()];
  }

  #note(attributes: Attributes, told: number, nowMs: number): void {
    const value = this.#isMonotonic && told < 0 ? 0 : told;
    const known = this.#series.get(attributes);
    if (!known) {
      this.#series.set(attributes, { attributes, startMs: nowMs, value });
      return;
    }
    // A total that has become less has begun anew.
    if (this.#isMonotonic && value < known.value) known.startMs = nowMs;
    known.value = value;
  }
}
