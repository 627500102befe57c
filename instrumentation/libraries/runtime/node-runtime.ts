// Metrics of the Node runtime: event loop, garbage collection, heap, and what keeps the loop alive.

import {
  constants,
  type EventLoopUtilization,
  monitorEventLoopDelay,
  PerformanceObserver,
  type PerformanceObserverEntryList,
  performance,
} from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { histogram, observe } from '../../signals/metrics.ts';
import { attribute as a, type Metric, metric } from '../../vocabulary/index.ts';

/** Sampling step of the event loop delay, in ms. Each look wakes an idle process, 60 to 100 µs of CPU: Node's own step of 10 ms is 1 % of a core. */
const DELAY_RESOLUTION_MS = 20;
const NS_PER_S = 1e9;

export const nodeRuntime: Library = {
  name: 'node-runtime',
  connect() {
    observeDelay();
    observeUtilization();
    observeCollections();
    observeHeap();
    observeResources();
  },
};

function observeDelay(): void {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  // The monitor measures the time between two of its own timers; what lies above its step is delay.
  const seconds = (ns: number) => Math.max(0, ns / NS_PER_S - DELAY_RESOLUTION_MS / 1000);
  const readings: readonly (readonly [Metric, () => number])[] = [
    [metric.eventLoopDelayMin, () => seconds(delay.min)],
    [metric.eventLoopDelayMax, () => seconds(delay.max)],
    [metric.eventLoopDelayMean, () => seconds(delay.mean)],
    [metric.eventLoopDelayStddev, () => delay.stddev / NS_PER_S],
    [metric.eventLoopDelayP50, () => seconds(delay.percentile(50))],
    [metric.eventLoopDelayP90, () => seconds(delay.percentile(90))],
    [metric.eventLoopDelayP99, () => seconds(delay.percentile(99))],
  ];
  readings.forEach(([entry, read], index) => {
    observe(entry, (report) => {
      if (delay.count > 0) report(read());
      if (index === readings.length - 1) delay.reset();
    });
  });
}

function observeUtilization(): void {
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  observe(metric.eventLoopUtilization, (report) => {
    const now = performance.eventLoopUtilization();
    report(performance.eventLoopUtilization(now, last).utilization);
    last = now;
  });
  observe(metric.eventLoopTime, (report) => {
    const { active, idle } = performance.eventLoopUtilization();
    report(active / 1000, { [a.eventLoopState.key]: 'active' });
    report(idle / 1000, { [a.eventLoopState.key]: 'idle' });
  });
}

function observeCollections(): void {
  const kinds: Readonly<Record<number, string>> = {
    [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
    [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
    [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
    [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
  };
  const duration = histogram(metric.gcDuration);
  const record = guarded('Recording a garbage collection', (list: PerformanceObserverEntryList) => {
    for (const entry of list.getEntries()) {
      const kind = kinds[(entry as unknown as { detail: { kind: number } }).detail.kind];
      if (kind) duration.record(entry.duration / 1000, { [a.gcType.key]: kind });
    }
  });
  new PerformanceObserver(record).observe({ entryTypes: ['gc'] });
}

function observeHeap(): void {
  observe(metric.heapLimit, (report) => report(getHeapStatistics().heap_size_limit));
  const bySpace = (entry: Metric, field: 'space_used_size' | 'space_size') =>
    observe(entry, (report) => {
      for (const space of getHeapSpaceStatistics()) report(space[field], { [a.heapSpaceName.key]: space.space_name });
    });
  bySpace(metric.heapUsed, 'space_used_size');
  bySpace(metric.heapSpaceSize, 'space_size');
}

function observeResources(): void {
  // A kind that is gone must read 0, not keep its last count.
  const seen = new Set<string>();
  observe(metric.resourceActive, (report) => {
    const counts = new Map<string, number>();
    for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    for (const kind of counts.keys()) seen.add(kind);
    for (const kind of seen) report(counts.get(kind) ?? 0, { [a.resourceType.key]: kind });
  });
}
