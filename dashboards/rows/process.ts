// What each process takes of the machine: memory, CPU, handles and files, and since when.

import { attribute, metric } from '../../instrumentation/vocabulary/index.ts';
import { worseAbove } from '../kit/colours.ts';
import { level } from '../kit/expression.ts';
import type { Row } from '../kit/model.ts';
import { timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { byProcess, ofProcess, TO_PROCESS_TRACES } from './event-loop.ts';
import { SERVICE, SERVICE_COLOURS, TO_ERROR_LOGS, TO_LOGS, TO_TRACES } from './shared.ts';

const links = [TO_PROCESS_TRACES, TO_LOGS];

export const MEMORY: Row = {
  title: 'Memory',
  panels: [
    timeSeries({
      title: 'Heap used and its limit',
      shows: 'Heap in use (line) and the size at which V8 gives up (dashed), for each process.',
      normal: 'A saw-tooth whose low points stay level, well below the limit.',
      otherwise: 'Low points that rise mean a leak: compare two heap snapshots taken some minutes apart.',
      empty: 'No process reports',
      queries: [
        { expression: ofProcess(level('sum', metric.heapUsed, { by: byProcess })), suffix: 'used' },
        { expression: ofProcess(level('max', metric.heapLimit, { by: byProcess })), suffix: 'limit', line: 'dash' },
      ],
      colours: SERVICE_COLOURS,
      links,
    }),
    timeSeries({
      title: 'Memory of the process (RSS)',
      shows: 'Physical memory of each process: heap, buffers, code and native libraries.',
      normal: 'Level after warm-up.',
      otherwise: 'If it rises while the heap does not, buffers or a native library hold it.',
      empty: 'No process reports',
      queries: [{ expression: ofProcess(level('max', metric.processMemoryUsage, { by: byProcess })) }],
      colours: SERVICE_COLOURS,
      links,
    }),
  ],
};

export const PROCESS: Row = {
  title: 'CPU, handles, starts',
  panels: [
    timeSeries({
      title: 'CPU',
      shows: 'CPU time of each process as a share of all processors, in its own code (user) and in the kernel (system).',
      normal: `In step with traffic, below ${LIMIT.cpuShare.warn * 100} %. ${LIMIT.cpuShare.because}.`,
      otherwise: 'High without traffic: a loop, a timer or garbage collection; take a CPU profile.',
      empty: 'No process reports',
      queries: [
        {
          expression: ofProcess(
            level('sum', metric.processCpuUtilization, { by: byProcess, where: [[attribute.cpuMode.key, '=', 'user']] }),
          ),
          suffix: 'user',
        },
        {
          expression: ofProcess(
            level('sum', metric.processCpuUtilization, { by: byProcess, where: [[attribute.cpuMode.key, '=', 'system']] }),
          ),
          suffix: 'system',
          line: 'dash',
        },
      ],
      colours: SERVICE_COLOURS,
      limits: worseAbove(LIMIT.cpuShare.warn, LIMIT.cpuShare.bad),
      links,
    }),
    timeSeries({
      title: 'Open handles by kind',
      shows: 'Sockets, timers, servers and other things that keep the event loop alive.',
      normal: 'Rises and falls with connections.',
      otherwise: 'One kind that only rises is never closed: look for what opens it and forgets it.',
      empty: 'No process reports',
      queries: [{ expression: level('sum', metric.resourceActive, { by: [SERVICE.key, attribute.resourceType.key] }) }],
      links: [TO_TRACES, TO_LOGS],
    }),
    timeSeries({
      title: 'Open files',
      shows: 'File descriptors of each process: files, sockets, pipes.',
      normal: 'Level, far below the limit of the system (ulimit -n).',
      otherwise: 'At the limit nothing more can be opened, not even a connection: find the kind that grows beside.',
      empty: 'No process reports, or the system does not tell',
      queries: [{ expression: ofProcess(level('max', metric.processFileDescriptorCount, { by: byProcess })) }],
      colours: SERVICE_COLOURS,
      links,
    }),
    timeSeries({
      title: 'Uptime',
      shows: 'Time since each process started; a line that ends and a new one from 0 is a restart.',
      normal: 'Lines that only rise.',
      otherwise: 'Many short lines: the process crashes in a loop; read its error logs.',
      empty: 'No process reports',
      queries: [{ expression: ofProcess(level('max', metric.processUptime, { by: byProcess })) }],
      colours: SERVICE_COLOURS,
      links: [TO_ERROR_LOGS, ...links],
    }),
  ],
};
