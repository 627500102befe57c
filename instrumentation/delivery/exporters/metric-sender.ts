// Sends what all metrics have, as an exporter of the SDK: one request at a time, tried again only while its time lasts.
//
// Totals are cumulative: a request that nobody took is no loss, the next one has all of it. So it is not counted; what a receiver
// refused is. Deltas that nobody took are lost, and counted as expired.

import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { attempt } from '../../errors.ts';
import { ledger } from '../ledger.ts';
import { BackOff } from '../queue/back-off.ts';
import { noteOutcome } from '../queue/outcomes.ts';
import type { Answer } from '../transport/answers.ts';
import type { Destination } from '../transport/destination.ts';
import { post } from '../transport/transport.ts';

/** What the SDK's exporters say of the values that they want; without it, totals. */
type Selection = Pick<PushMetricExporter, 'selectAggregation' | 'selectAggregationTemporality'>;

export interface MetricForm {
  readonly encode: (metrics: ResourceMetrics) => Uint8Array;
  readonly selection?: Selection | undefined;
  readonly areDeltas: boolean;
}

/** An error that says the receiver's status, as the SDK's do. */
class RefusedError extends Error {
  readonly code: number;
  constructor(status: number) {
    super(`the Collector answered ${status}`);
    this.code = status;
  }
}

export class MetricSender implements PushMetricExporter {
  readonly #form: MetricForm;
  readonly #destination: Destination;
  #underWay: Promise<void> | undefined;

  constructor(form: MetricForm, destination: Destination) {
    this.#form = form;
    this.#destination = destination;
    const { selectAggregation, selectAggregationTemporality } = form.selection ?? {};
    if (selectAggregation) this.selectAggregation = selectAggregation.bind(form.selection);
    if (selectAggregationTemporality) this.selectAggregationTemporality = selectAggregationTemporality.bind(form.selection);
  }

  selectAggregation?: NonNullable<Selection['selectAggregation']>;
  selectAggregationTemporality?: NonNullable<Selection['selectAggregationTemporality']>;

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    if (this.#underWay) {
      done({ code: ExportResultCode.FAILED, error: new Error('the metrics before are still under way') });
      return;
    }
    this.#underWay = this.#send(metrics)
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
      .then((error) => {
        this.#underWay = undefined;
        attempt('Noting what became of metrics', () => noteOutcome('metrics', error));
        attempt('Telling what became of metrics', () =>
          done(error ? { code: ExportResultCode.FAILED, error } : { code: ExportResultCode.SUCCESS }),
        );
      });
  }

  async forceFlush(): Promise<void> {
    await this.#underWay;
  }

  async shutdown(): Promise<void> {
    await this.#underWay;
  }

  async #send(metrics: ResourceMetrics): Promise<Error | undefined> {
    const body = this.#form.encode(metrics);
    const answer = await this.#tryWhileTimeLasts(body);
    const count = pointsIn(metrics);
    if (answer.kind === 'later') {
      if (this.#form.areDeltas) {
        ledger.emitted('metrics', count);
        ledger.dropped('metrics', 'expired', count);
      }
      return new Error(answer.reason);
    }
    ledger.emitted('metrics', count);
    if (answer.kind === 'refused') {
      ledger.dropped('metrics', 'rejected', count);
      return new RefusedError(answer.status);
    }
    const rejected = Math.min(answer.rejected, count);
    ledger.delivered('metrics', count - rejected);
    ledger.dropped('metrics', 'partial', rejected);
    return undefined;
  }

  // Where nobody answers there is nothing to wait for, least of all at the end of a process.
  async #tryWhileTimeLasts(body: Uint8Array): Promise<Answer> {
    const endMs = performance.now() + this.#destination.timeoutMs;
    const backOff = new BackOff();
    for (;;) {
      const answer = await post({ ...this.#destination, body, timeoutMs: endMs - performance.now() });
      if (answer.kind !== 'later' || answer.status === undefined) return answer;
      backOff.failed(performance.now(), answer.afterMs);
      const waitMs = backOff.waitMs(performance.now());
      if (performance.now() + waitMs >= endMs) return answer;
      await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
    }
  }
}

function pointsIn({ scopeMetrics }: ResourceMetrics): number {
  let count = 0;
  for (const { metrics } of scopeMetrics) for (const { dataPoints } of metrics) count += dataPoints.length;
  return count;
}
