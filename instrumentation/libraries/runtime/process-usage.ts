// Metrics of the process: CPU, memory, uptime and open file descriptors.

import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Library } from '../../hooks/library.ts';
import { observe } from '../../signals/metrics.ts';
import { attribute as a, metric } from '../../vocabulary/index.ts';

const US_PER_S = 1e6;
/** Linux lists the open descriptors of a process here; elsewhere the metric is not reported. */
const DESCRIPTORS = '/proc/self/fd';

export const processUsage: Library = {
  name: 'process',
  ofProcess: true,
  connect() {
    observe(metric.processCpuTime, (report) => {
      const { user, system } = process.cpuUsage();
      report(user / US_PER_S, { [a.cpuMode.key]: 'user' });
      report(system / US_PER_S, { [a.cpuMode.key]: 'system' });
    });
    observeUtilization();
    observe(metric.processMemoryUsage, (report) => report(process.memoryUsage.rss()));
    observe(metric.processUptime, (report) => report(process.uptime()));
    observe(metric.processFileDescriptorCount, (report) => {
      const count = countDescriptors();
      if (count !== undefined) report(count);
    });
  },
};

function observeUtilization(): void {
  let lastMs = performance.now();
  let last = process.cpuUsage();
  observe(metric.processCpuUtilization, (report) => {
    const nowMs = performance.now();
    const now = process.cpuUsage();
    const capacityUs = (nowMs - lastMs) * 1000 * availableParallelism();
    if (capacityUs > 0) {
      report((now.user - last.user) / capacityUs, { [a.cpuMode.key]: 'user' });
      report((now.system - last.system) / capacityUs, { [a.cpuMode.key]: 'system' });
    }
    lastMs = nowMs;
    last = now;
  });
}

function countDescriptors(): number | undefined {
  try {
    // Reading the folder opens one descriptor itself.
    return readdirSync(DESCRIPTORS).length - 1;
  } catch {
    return undefined;
  }
}
