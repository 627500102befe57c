// The governor of cardinality: how many series a metric may have, what happens to the rest, and which attribute is to blame.
//
// The SDK's own limit holds for one export interval only: a metric that gets a few new series in each interval grows without
// end, in memory and in the store. This one holds for the life of the process, counts what it folds and says why.

import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { CODES, complain } from '../../errors.ts';
import { maskAndCut, maskOf, maskValue } from '../../privacy/redaction.ts';
import { attribute as a } from '../../vocabulary/index.ts';

/** Attributes of the series that holds what had no room; all metrics share the object. */
export const OVERFLOW: Attributes = Object.freeze({ [a.metricOverflow.key]: true });

/** Longest label, in characters: all series of a metric are kept as long as the process lives. */
const LABEL_MAX = 1024;

/** Series of one metric. */
export class SeriesBudget {
  readonly metric: string;
  readonly #max: number;
  readonly #keys: readonly string[] | undefined;
  readonly #known = new Map<string, Attributes>();
  #folded = 0;

  /** With `keys` all other attributes are left out. */
  constructor(metric: string, max: number, keys?: readonly string[]) {
    this.metric = metric;
    this.#max = max;
    this.#keys = keys;
  }

  /** The attributes of the series that a measurement belongs to: its own while there is room, else the overflow's. */
  admit(incoming: Attributes): Attributes {
    const own = this.look(incoming);
    if (own) return own;
    this.#folded += 1;
    return OVERFLOW;
  }

  /** The same without counting; undefined when there is no room. */
  look(incoming: Attributes): Attributes | undefined {
    const keys = this.#keys ?? Object.keys(incoming).sort();
    const identity = identityOf(incoming, keys);
    const known = this.#known.get(identity);
    if (known) return known;
    if (this.#known.size >= this.#max) return undefined;
    const own: Attributes = {};
    for (const key of keys) if (incoming[key] !== undefined) own[key] = maskLabel(key, incoming[key]);
    // Series that differ in a secret only are one.
    const masked = identityOf(own, keys);
    const series = this.#known.get(masked) ?? Object.freeze(own);
    this.#known.set(masked, series);
    if (masked !== identity && this.#known.size < this.#max) this.#known.set(identity, series);
    return series;
  }

  /** How many measurements were folded since the last time this was asked. */
  takeFolded(): number {
    const folded = this.#folded;
    this.#folded = 0;
    return folded;
  }

  get max(): number {
    return this.#max;
  }

  /** The attribute with the most distinct values among the series; undefined when no series has any. */
  blame(): string | undefined {
    const values = new Map<string, Set<unknown>>();
    for (const attributes of this.#known.values())
      for (const [key, value] of Object.entries(attributes)) values.set(key, (values.get(key) ?? new Set()).add(String(value)));
    return [...values].sort(([, one], [, other]) => other.size - one.size)[0]?.[0];
  }
}

// An application may make a label of anything.
function identityOf(attributes: Attributes, keys: readonly string[]): string {
  let identity = '';
  for (const key of keys) {
    const value = attributes[key];
    if (value === undefined) continue;
    identity += `${key}\0${typeof value === 'string' && value.length > LABEL_MAX ? value.slice(0, LABEL_MAX) : value}\0`;
  }
  return identity;
}

const maskLabel = (key: string, value: AttributeValue | undefined): AttributeValue | undefined =>
  typeof value === 'string' ? maskAndCut(maskOf(key), value, LABEL_MAX) : maskValue(key, value);

/** All budgets of a process. */
export class SeriesBudgets {
  readonly #budgets = new Map<string, SeriesBudget>();

  /** The budget of a metric; the same one each time for the same scope and name. */
  of(scope: string, metric: string, max: number, keys?: readonly string[]): SeriesBudget {
    const identity = `${scope}\0${metric.toLowerCase()}`;
    let budget = this.#budgets.get(identity);
    if (!budget) {
      budget = new SeriesBudget(metric, max, keys);
      this.#budgets.set(identity, budget);
    }
    return budget;
  }

  /** Tells `count` of each metric that had something folded since the last time, and says so on stderr. */
  report(count: (folded: number, attributes: Attributes) => void): void {
    for (const budget of this.#budgets.values()) {
      const folded = budget.takeFolded();
      if (folded === 0) continue;
      const blamed = budget.blame();
      count(folded, { [a.foldedMetric.key]: budget.metric, ...(blamed ? { [a.foldedAttribute.key]: blamed } : {}) });
      complain(
        CODES.seriesFolded,
        `The metric ${budget.metric} has more than ${budget.max} series, most of them because of its attribute ${blamed ?? '(none)'}; ` +
          `${folded} measurements went into its overflow series, or were left out if prom-client made it.`,
      );
    }
  }
}
