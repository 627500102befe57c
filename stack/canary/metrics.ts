// What the canary says of itself, made with prom-client under the names of the vocabulary.

import { Counter, Gauge, Registry } from 'prom-client';
import { canaryMetric, DELIVERED_SIGNALS, type Metric, prometheusLabel, prometheusName } from '../../instrumentation/vocabulary/index.ts';
import type { Returned } from './round.ts';

export class CanaryMetrics {
  readonly #registry = new Registry();
  readonly #lastSuccess = new Gauge(this.#described(canaryMetric.canaryLastSuccess));
  readonly #roundTrip = new Gauge(this.#described(canaryMetric.canaryRoundTrip));
  readonly #failures = new Counter(this.#described(canaryMetric.canaryFailures));

  /** What has never come back is as old as the canary, and no failure is 0 and not absent. */
  constructor() {
    for (const signal of DELIVERED_SIGNALS) {
      this.#lastSuccess.set(labelsOf(signal), Date.now() / 1_000);
      this.#failures.inc(labelsOf(signal), 0);
    }
  }

  note({ signal, tookMs }: Returned): void {
    if (tookMs === undefined) {
      this.#failures.inc(labelsOf(signal));
      return;
    }
    this.#lastSuccess.set(labelsOf(signal), Date.now() / 1_000);
    this.#roundTrip.set(labelsOf(signal), tookMs / 1_000);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #described(metric: Metric) {
    return {
      name: prometheusName(metric),
      help: metric.brief,
      labelNames: metric.attributes.map(prometheusLabel),
      registers: [this.#registry],
    };
  }
}

const [SIGNAL] = canaryMetric.canaryFailures.attributes;
const labelsOf = (signal: string): Record<string, string> => ({ [prometheusLabel(SIGNAL)]: signal });
