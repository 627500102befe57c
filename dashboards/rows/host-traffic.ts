// The machine: what goes through its disks and its network, and which of our services takes most of it.

import { hostAttribute, hostTrafficAttribute, hostTrafficMetric, INSTANCE_LABEL, metric } from '../../instrumentation/vocabulary/index.ts';
import { worseAbove } from '../kit/colours.ts';
import { highest, level, spent } from '../kit/expression.ts';
import type { Row } from '../kit/model.ts';
import { timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { HOST_LINKS, NO_HOST } from './host-room.ts';
import { SERVICE, SERVICE_COLOURS, TO_BOARD, TO_LOGS, TO_TRACES } from './shared.ts';

const { device } = hostAttribute;
const { direction, connectionState } = hostTrafficAttribute;
const h = hostTrafficMetric;
const byDevice = { by: [INSTANCE_LABEL, device.key] } as const;
const byFlow = { by: [INSTANCE_LABEL, device.key, direction.key] } as const;
const links = [TO_BOARD.nodeRuntime, TO_TRACES, TO_LOGS];

export const HOST_TRAFFIC: Row = {
  title: 'Disks and network',
  panels: [
    timeSeries({
      title: 'Disks busy',
      shows: 'Share of time in which a disk had something to do, busiest 10.',
      normal: `Below ${LIMIT.diskBusyShare.warn * 100} %. ${LIMIT.diskBusyShare.because}; one that serves many at a time may be at 100 % and keep up.`,
      otherwise: 'Together with "wait" of the processors: the disk is the limit. Who writes? Stores, queues of the Collector, SQLite.',
      empty: NO_HOST,
      queries: [{ expression: highest(10, spent(h.hostDiskTime, byDevice)) }],
      limits: worseAbove(LIMIT.diskBusyShare.warn, LIMIT.diskBusyShare.bad),
      softMax: 1,
      links: HOST_LINKS,
    }),
    timeSeries({
      title: 'Read and written',
      shows: 'Bytes a second from and to each disk, busiest 10.',
      normal: 'In step with traffic; peaks when the stores compact their blocks.',
      otherwise: 'Reading that never ends: memory is short and files are fetched again and again. Writing: look at the log volume.',
      empty: NO_HOST,
      queries: [{ expression: highest(10, spent(h.hostDiskIo, byFlow)) }],
      links: HOST_LINKS,
    }),
    timeSeries({
      title: 'Network traffic',
      shows: 'Bytes a second received and sent by each interface, busiest 10; lo is the machine with itself.',
      normal: 'In step with requests; telemetry goes over lo where all runs on one machine.',
      otherwise: 'Sent without requests: something leaves the machine that nobody asked for.',
      empty: NO_HOST,
      queries: [{ expression: highest(10, spent(h.hostNetworkIo, byFlow)) }],
      links: HOST_LINKS,
    }),
    timeSeries({
      title: 'Packets damaged or thrown away',
      shows: 'Packets a second, received and sent, that were damaged, or thrown away for lack of room; the 10 worst interfaces of each.',
      normal: '0.',
      otherwise: 'Damaged: cable, card or driver. Thrown away: more comes than the machine takes.',
      empty: NO_HOST,
      queries: [
        { expression: highest(10, spent(h.hostNetworkErrors, byDevice)), suffix: 'damaged' },
        { expression: highest(10, spent(h.hostNetworkDropped, byDevice)), suffix: 'thrown away' },
      ],
      errors: true,
      links: HOST_LINKS,
    }),
    timeSeries({
      title: 'TCP connections by state',
      shows: 'TCP connections of the machine by their state, most frequent 10.',
      normal: 'ESTABLISHED in step with clients, LISTEN level.',
      otherwise: 'CLOSE_WAIT that rises: a program forgets to close. TIME_WAIT in thousands: connections are not kept alive.',
      empty: NO_HOST,
      queries: [{ expression: highest(10, level('sum', h.hostConnections, { by: [INSTANCE_LABEL, connectionState.key] })) }],
      width: 24,
      height: 7,
      links: HOST_LINKS,
    }),
  ],
};

export const HOST_USERS: Row = {
  title: 'Who takes it?',
  panels: [
    timeSeries({
      title: 'Processors taken by service',
      shows: 'CPU time of all processes of each service, as a share of all processors of the machine.',
      normal: 'The sum is a little below "Processors busy".',
      otherwise: 'The highest line is where to begin; where none is high, another program of the machine is at work.',
      empty: 'No process reports',
      queries: [{ expression: level('sum', metric.processCpuUtilization, { by: [SERVICE.key] }) }],
      colours: SERVICE_COLOURS,
      limits: worseAbove(LIMIT.cpuShare.warn, LIMIT.cpuShare.bad),
      links,
    }),
    timeSeries({
      title: 'Memory taken by service',
      shows: 'Physical memory of all processes of each service (line), and of the children that they started (dashed).',
      normal: 'Level after warm-up.',
      otherwise: 'The line: "Node runtime" says whether the heap grows. Dashed: "Child processes and cells" names the program.',
      empty: 'No process reports',
      queries: [
        { expression: level('sum', metric.processMemoryUsage, { by: [SERVICE.key] }) },
        { expression: level('sum', metric.childProcessMemoryUsage, { by: [SERVICE.key] }), suffix: 'children', line: 'dash' },
      ],
      colours: SERVICE_COLOURS,
      links,
    }),
  ],
};
