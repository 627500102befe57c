// The series of one instrument of ours that is recorded into, found by their attributes.

import type { Attributes } from '@opentelemetry/api';
import type { Series } from './metric-shapes.ts';
import { OVERFLOW, type SeriesBudget } from './series-budget.ts';

export class RecordedSeries<S extends Series> {
  readonly #budget: SeriesBudget;
  readonly #make: (attributes: Attributes) => S;
  /** By the object that the budget gives for equal attributes; the budget bounds it. */
  readonly #series = new Map<Attributes, S>();
  /** By frozen objects that callers use again and again; each is forgotten with its object. */
  readonly #seen = new WeakMap<Attributes, S>();

  constructor(budget: SeriesBudget, make: (attributes: Attributes) => S) {
    this.#budget = budget;
    this.#make = make;
  }

  /** The series that one measurement belongs to. What has no room is counted with each measurement. */
  find(attributes: Attributes): S {
    const seen = this.#seen.get(attributes);
    if (seen) return seen;
    const admitted = this.#budget.admit(attributes);
    const series = this.#of(admitted);
    if (admitted !== OVERFLOW && Object.isFrozen(attributes)) this.#seen.set(attributes, series);
    return series;
  }

  /** The same for many measurements; undefined when there is no room, so that each must be counted by `find`. */
  bind(attributes: Attributes): S | undefined {
    const admitted = this.#budget.look(attributes);
    return admitted && this.#of(admitted);
  }

  /** Those that have a value. */
  collect(): S[] {
    return [...this.#series.values()].filter(({ startMs }) => startMs !== 0);
  }

  #of(admitted: Attributes): S {
    let series = this.#series.get(admitted);
    if (!series) {
      series = this.#make(admitted);
      this.#series.set(admitted, series);
    }
    return series;
  }
}
