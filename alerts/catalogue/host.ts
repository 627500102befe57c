// The machine: disk, memory, processors.

import { hostAttribute, hostMetric, RULE_EVALUATION_INTERVAL_S } from '../../instrumentation/vocabulary/index.ts';
import { type About, aboutHost } from '../about.ts';
import { family } from '../families.ts';
import { level } from '../kit/kinds/level.ts';
import { share } from '../kit/kinds/share.ts';
import type { RuleGroup } from '../kit/rule.ts';
import { LIMIT, type Limit } from '../limits.ts';

const written = [hostAttribute.mode.key, '=', 'rw'] as const;
const disk = { device: '/dev/vda1', type: 'ext4' };
const WHERE = '{{ with $labels.instance }} of {{ . }}{{ end }}';

/** Of a file system that is written, more is taken than `limit`. */
const taken = (rule: Omit<About, 'panel'>, limit: Limit) =>
  level({
    ...aboutHost({ ...rule, panel: 'diskTaken', by: { mountpoint: '/' }, wellBy: { instance: 'machine-1', mountpoint: '/data' } }),
    of: family(hostMetric.hostFileSystem, { where: [written, [hostAttribute.state.key, '=', 'used']], found: disk }),
    // Without what only root may take: df counts so, too, and services are not root.
    per: family(hostMetric.hostFileSystem, {
      where: [written, [hostAttribute.state.key, '!=', 'reserved']],
      found: { ...disk, state: 'free' },
    }),
    perHoldsIt: true,
    fold: 'sum',
    operator: '>',
    broken: 'all',
    ...limit,
  });

export const host: RuleGroup = {
  name: 'host',
  intervalS: RULE_EVALUATION_INTERVAL_S,
  rules: [
    taken(
      {
        alert: 'HostDiskFilling',
        timing: 'ticket',
        summary: `{{ $labels.mountpoint }}${WHERE} is {{ $value | humanizePercentage }} full`,
        description: `More than 90 % of {{ $labels.mountpoint }}${WHERE} has been taken for 10 min. When it is full, SQLite can’t write, and Prometheus, Loki and the queues of the Collector stop.`,
        value: '95%',
      },
      LIMIT.diskShare,
    ),
    taken(
      {
        alert: 'HostDiskFull',
        timing: 'page',
        summary: `{{ $labels.mountpoint }}${WHERE} is {{ $value | humanizePercentage }} full`,
        description: `Less than 3 % of {{ $labels.mountpoint }}${WHERE} is left. Writes of SQLite are about to fail, and alerting itself stops when Prometheus can’t write.`,
        value: '98.5%',
      },
      LIMIT.diskFull,
    ),
    level({
      ...aboutHost({
        alert: 'HostMemoryLow',
        timing: 'ticketSoon',
        panel: 'memoryTaken',
        summary: `The memory${WHERE} is {{ $value | humanizePercentage }} taken`,
        description: `For 5 min processes have held more than 90 % of the memory${WHERE}, caches not counted. Soon the kernel ends the largest of them.`,
        value: '95%',
      }),
      of: family(hostMetric.hostMemory, { where: [[hostAttribute.state.key, '=', 'used']] }),
      per: family(hostMetric.hostMemoryLimit),
      fold: 'sum',
      operator: '>',
      broken: 'all',
      ...LIMIT.memoryShare,
    }),
    share({
      ...aboutHost({
        alert: 'HostCpuSaturated',
        timing: 'ticketAtOnce',
        panel: 'cpuBusy',
        summary: `The processors${WHERE} are {{ $value | humanizePercentage }} busy`,
        description: `All processors${WHERE} together were idle for less than 5 % of the last 15 min. Everything on the machine waits, the services and the stack alike.`,
        value: '100%',
      }),
      all: family(hostMetric.hostCpuTime, { found: { state: 'idle' } }),
      bad: [family(hostMetric.hostCpuTime, { where: [[hostAttribute.state.key, '!=', 'idle']], found: { state: 'user' } })],
      ...LIMIT.cpuBusyShare,
    }),
  ],
};
