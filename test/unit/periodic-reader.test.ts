// The reader of all metrics: one request at a time, the end included, and none that is waited for too long.

import { type ExportResult, ExportResultCode, setGlobalErrorHandler } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { expect } from 'chai';
import { PeriodicReader } from '../../instrumentation/signals/metrics/periodic-reader.ts';
import { waitFor } from '../support/wait.ts';

const HOUR_MS = 3_600_000;
const some: ResourceMetrics = { resource: emptyResource(), scopeMetrics: [{ scope: { name: 'test' }, metrics: [] }] };

describe('PeriodicReader', () => {
  let waiting: ((result: ExportResult) => void)[];
  let collected: number;
  let flushed: number;
  let errors: string[];
  let reader: PeriodicReader;
  let isOver: boolean;
  const start = (intervalMs: number, timeoutMs: number, what: ResourceMetrics = some) => {
    reader = new PeriodicReader({
      exporter: {
        export: (_metrics, done) => (isOver ? done({ code: ExportResultCode.SUCCESS }) : waiting.push(done)),
        forceFlush: async () => {
          flushed += 1;
        },
        shutdown: async () => {},
      },
      intervalMs,
      timeoutMs,
      async collect() {
        collected += 1;
        return what;
      },
    });
  };
  const answer = (result: ExportResult = { code: ExportResultCode.SUCCESS }) => {
    for (const done of waiting.splice(0)) done(result);
  };
  beforeEach(() => {
    [waiting, collected, flushed, errors, isOver] = [[], 0, 0, [], false];
    setGlobalErrorHandler((error) => errors.push(error instanceof Error ? error.message : String(error)));
  });
  afterEach(async () => {
    isOver = true;
    answer();
    await reader.stop();
    setGlobalErrorHandler(() => {});
  });

  it('keeps no process alive', () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    start(HOUR_MS, HOUR_MS);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).to.have.lengthOf(before);
  });

  it('sends nothing at a tick while the request before is under way', async () => {
    start(5, HOUR_MS);
    await waitFor('a request', () => waiting.length > 0 || undefined, 1000);
    const ticks = collected;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([waiting.length, collected]).to.deep.equal([1, ticks]);
    answer();
    await waitFor('the next request', () => waiting.length > 0 || undefined, 1000);
  });

  it('sends the state of now when it is flushed, after what is under way', async () => {
    start(HOUR_MS, HOUR_MS);
    const first = reader.flush();
    await waitFor('a request', () => waiting.length > 0 || undefined, 1000);
    const second = reader.flush();
    answer();
    await waitFor('another', () => waiting.length > 0 || undefined, 1000);
    answer();
    await Promise.all([first, second]);
    expect([collected, flushed, errors.length]).to.deep.equal([2, 2, 0]);
  });

  it('goes on, after one word, when a request is not answered in time', async () => {
    start(HOUR_MS, 20);
    await reader.flush();
    await reader.flush();
    expect([collected, ...errors]).to.deep.equal([2, 'metrics were not taken within 20 ms', 'metrics were not taken within 20 ms']);
  });

  it('goes on, after one word, when a request fails', async () => {
    start(HOUR_MS, HOUR_MS);
    const failing = reader.flush();
    await waitFor('a request', () => waiting.length > 0 || undefined, 1000);
    answer({ code: ExportResultCode.FAILED, error: new Error('no') });
    await failing;
    expect([flushed, ...errors]).to.deep.equal([1, 'no']);
  });

  it('sends nothing more once it is stopped', async () => {
    start(HOUR_MS, HOUR_MS);
    isOver = true;
    await reader.stop();
    await reader.flush();
    expect(collected).to.equal(1);
  });

  it('makes no request of nothing', async () => {
    start(HOUR_MS, HOUR_MS, { ...some, scopeMetrics: [] });
    await reader.flush();
    expect([collected, waiting.length]).to.deep.equal([1, 0]);
  });
});
