// Sends what all metrics have at each interval and at the end: one request at a time, on a timer that keeps no process alive.

import { context } from '@opentelemetry/api';
import { type ExportResult, ExportResultCode, globalErrorHandler, suppressTracing } from '@opentelemetry/core';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';

interface Plan {
  readonly exporter: PushMetricExporter;
  readonly intervalMs: number;
  /** Longest wait for one export. */
  readonly timeoutMs: number;
  collect(): Promise<ResourceMetrics>;
}

export class PeriodicReader {
  readonly #plan: Plan;
  readonly #timer: NodeJS.Timeout;
  #underWay: Promise<void> | undefined;
  #isStopped = false;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#timer = setInterval(() => void this.#runOnce(), plan.intervalMs).unref();
  }

  /** Sends the state of now, after what is under way; nothing once it is stopped. */
  async flush(): Promise<void> {
    if (this.#isStopped) return;
    await this.#underWay;
    await this.#runOnce();
    await this.#plan.exporter.forceFlush();
  }

  /** Sends the state of now, and nothing more. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    clearInterval(this.#timer);
    const last = this.flush();
    this.#isStopped = true;
    await last;
    await this.#plan.exporter.shutdown();
  }

  // Never rejects. A tick that finds the one before still under way leaves it alone: the next has the same totals.
  #runOnce(): Promise<void> {
    this.#underWay ??= this.#run()
      .catch(globalErrorHandler)
      .finally(() => {
        this.#underWay = undefined;
      });
    return this.#underWay;
  }

  async #run(): Promise<void> {
    const metrics = await this.#plan.collect();
    if (metrics.scopeMetrics.length === 0) return;
    const { code, error } = await this.#send(metrics);
    if (code !== ExportResultCode.SUCCESS) throw error ?? new Error('metrics were not taken, and no reason was given');
  }

  #send(metrics: ResourceMetrics): Promise<ExportResult> {
    const { exporter, timeoutMs } = this.#plan;
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`metrics were not taken within ${timeoutMs} ms`));
      // After a block of the event loop the timer comes first; the answer may have arrived long ago.
      const deadline = setTimeout(() => setImmediate(late), timeoutMs).unref();
      context.with(suppressTracing(context.active()), () => {
        exporter.export(metrics, (result) => {
          clearTimeout(deadline);
          resolve(result);
        });
      });
    });
  }
}
