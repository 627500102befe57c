// The Node.js process: event loop, heap, garbage collection, processor.

import { INSTANCE_LABEL, metric, RULE_EVALUATION_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { aboutService } from '../about.ts';
import { family } from '../families.ts';
import { events } from '../kit/kinds/events.ts';
import { level } from '../kit/kinds/level.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT } from '../limits.ts';
import { SERVICE_TEXT } from '../service-labels.ts';

const eachProcess = { [INSTANCE_LABEL]: 'a' };

export const nodeRuntime: RuleGroup = {
  name: 'node-runtime',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    level({
      ...aboutService({
        alert: 'EventLoopBlocked',
        timing: 'page',
        summary: `${SERVICE_TEXT} is blocked for {{ $value | humanizeDuration }} at a time`,
        description: `The event loop of a process of ${SERVICE_TEXT} stood still for more than 1 s, again and again for a minute. Nothing is answered meanwhile: requests, sockets, health checks.`,
        panel: 'loopDelay',
        value: '1.25s',
      }),
      of: family(metric.eventLoopDelayP99),
      fold: 'max',
      operator: '>',
      broken: 'any',
      ...LIMIT.eventLoopBlocked,
    }),
    level({
      ...aboutService({
        alert: 'EventLoopDelayHigh',
        timing: 'ticketSoon',
        summary: `${SERVICE_TEXT} answers {{ $value | humanizeDuration }} late`,
        description: `One in a hundred turns of the event loop of ${SERVICE_TEXT} has been more than 0.1 s late for 5 min. Every request waits that long on top of its own work.`,
        panel: 'loopDelay',
        value: '125ms',
      }),
      of: family(metric.eventLoopDelayP99),
      fold: 'max',
      operator: '>',
      broken: 'all',
      ...LIMIT.eventLoopDelayHigh,
    }),
    level({
      ...aboutService({
        alert: 'EventLoopSaturated',
        timing: 'ticketSoon',
        summary: `${SERVICE_TEXT} uses {{ $value | humanizePercentage }} of its event loop`,
        description: `A process of ${SERVICE_TEXT} has used more than 90 % of its event loop for 5 min. Requests queue, and there is no room for a peak.`,
        panel: 'loopBusy',
        value: '95%',
      }),
      of: family(metric.eventLoopUtilization),
      fold: 'max',
      operator: '>',
      broken: 'all',
      unwell: 0.95,
      ...LIMIT.eventLoopShare,
    }),
    level({
      ...aboutService({
        alert: 'HeapNearLimit',
        timing: 'ticketSoon',
        by: eachProcess,
        summary: `${SERVICE_TEXT} uses {{ $value | humanizePercentage }} of its heap`,
        description: `A process of ${SERVICE_TEXT} has used more than 90 % of the heap that V8 allows for 2 min. Soon it collects all the time, then V8 ends it.`,
        panel: 'heap',
        value: '95%',
      }),
      of: family(metric.heapUsed, { found: { v8js_heap_space_name: 'old_space' } }),
      per: family(metric.heapLimit),
      fold: 'sum',
      operator: '>',
      broken: 'all',
      unwell: 0.95,
      ...LIMIT.heapShare,
    }),
    events({
      ...aboutService({
        alert: 'GcTimeHigh',
        timing: 'ticketAtOnce',
        summary: `${SERVICE_TEXT} collects garbage {{ $value | humanizeDuration }} of 10 min`,
        description: `A process of ${SERVICE_TEXT} has spent more than 10 % of 10 min on garbage collection. Every request is slower, and the heap is likely near its limit.`,
        panel: 'gcTime',
        by: eachProcess,
        value: '1m 2s',
      }),
      of: [family(metric.gcDuration, { part: 'sum', found: { v8js_gc_type: 'major' } })],
      isTime: true,
      ...LIMIT.gcSeconds,
    }),
    level({
      ...aboutService({
        alert: 'ProcessCpuSaturated',
        timing: 'ticketSoon',
        by: eachProcess,
        summary: `${SERVICE_TEXT} uses {{ $value | humanizePercentage }} of all processors`,
        description: `A process of ${SERVICE_TEXT} has used more than 90 % of all processors of its machine for 5 min. Everything on the machine is slower, the service included.`,
        panel: 'cpu',
        value: '95%',
      }),
      of: family(metric.processCpuUtilization, { found: { cpu_mode: 'user' } }),
      fold: 'sum',
      operator: '>',
      broken: 'all',
      unwell: 0.95,
      ...LIMIT.cpuShare,
    }),
  ],
};
