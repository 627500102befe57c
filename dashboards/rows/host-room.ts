// The machine: has it processors, memory and space left?

import {
  hostAttribute,
  hostMetric,
  hostTrafficAttribute,
  hostTrafficMetric,
  INSTANCE_LABEL,
  type Matcher,
} from '../../instrumentation/vocabulary/index.ts';
import { eachOf, per } from '../kit/arithmetic.ts';
import { worseAbove } from '../kit/colours.ts';
import { type Expression, highest, level, ratio, spent } from '../kit/expression.ts';
import type { Row } from '../kit/model.ts';
import { stat, table, timeSeries } from '../kit/panels.ts';
import { LIMIT } from '../limits.ts';
import { TO_CHOSEN } from './shared.ts';

const { state, mountpoint, mode } = hostAttribute;
const { direction, faultType } = hostTrafficAttribute;
const { hostProcessors, hostLoad1m, hostLoad15m, hostSwap, hostPaging } = hostTrafficMetric;
const byHost = { by: [INSTANCE_LABEL] } as const;
export const HOST_LINKS = [TO_CHOSEN.traces, TO_CHOSEN.logs];
/** Why no machine may be seen. */
export const NO_HOST = 'No machine reports: PERAGUS_HOST_METRICS is off, or the Collector is down';

const busy = ratio(spent(hostMetric.hostCpuTime, { ...byHost, where: [[state.key, '!=', 'idle']] }), spent(hostMetric.hostCpuTime, byHost));
const memoryUsed = level('sum', hostMetric.hostMemory, { ...byHost, where: [[state.key, '=', 'used']] });
const memoryLimit = level('sum', hostMetric.hostMemoryLimit, byHost);
const memoryShare = ratio(memoryUsed, memoryLimit);
const loadShare = per(level('max', hostLoad1m, byHost), level('max', hostProcessors, byHost));

const writable = [mode.key, '=', 'rw'] as const;
const spaceOf = (...where: readonly Matcher<typeof hostMetric.hostFileSystem>[]): Expression =>
  level('sum', hostMetric.hostFileSystem, { by: [INSTANCE_LABEL, mountpoint.key], where: [writable, ...where] });
const spaceUsed = spaceOf([state.key, '=', 'used']);
const spaceFree = spaceOf([state.key, '=', 'free']);
const spaceShare = ratio(spaceUsed, spaceOf());
const SPACE_SCALE = worseAbove(LIMIT.diskShare.warn, LIMIT.diskShare.bad);

export const HOST_HEALTH: Row = {
  title: 'Has the machine room?',
  panels: [
    stat({
      title: 'Processors busy',
      shows: 'Share of the time of all processors in which they had work.',
      normal: `Below ${LIMIT.hostCpuShare.warn * 100} %. ${LIMIT.hostCpuShare.because}.`,
      otherwise: '"Who takes it?" below names the service; what is left over belongs to other programs of the machine.',
      empty: NO_HOST,
      query: { expression: busy },
      scale: worseAbove(LIMIT.hostCpuShare.warn, LIMIT.hostCpuShare.bad),
      mode: 'trend',
      links: HOST_LINKS,
    }),
    stat({
      title: 'Memory taken',
      shows: 'Share of the memory that no new program could have; caches do not count.',
      normal: `Below ${LIMIT.hostMemoryShare.warn * 100} %. ${LIMIT.hostMemoryShare.because}.`,
      otherwise: 'Compare with the memory of the services below; a heap that only grows is a leak, see "Node runtime".',
      empty: NO_HOST,
      query: { expression: memoryShare },
      scale: worseAbove(LIMIT.hostMemoryShare.warn, LIMIT.hostMemoryShare.bad),
      mode: 'trend',
      links: HOST_LINKS,
    }),
    stat({
      title: 'Fullest file system',
      shows: 'Space taken of the fullest file system that can be written.',
      normal: `Below ${LIMIT.diskShare.warn * 100} %. ${LIMIT.diskShare.because}.`,
      otherwise: '"File systems" below says which one; shorten the retention of the stores or delete what is not needed.',
      empty: NO_HOST,
      query: { expression: highest(1, spaceShare) },
      scale: SPACE_SCALE,
      mode: 'now',
      links: HOST_LINKS,
    }),
    stat({
      title: 'Load of a processor',
      shows: 'Threads that ran or wanted to run in the last minute, for each processor; on Linux those that wait for a disk as well.',
      normal: `Below ${LIMIT.loadPerProcessor.warn}. ${LIMIT.loadPerProcessor.because}.`,
      otherwise: 'With busy processors: too much work. With idle ones: threads wait for a disk, see "Disks busy".',
      empty: NO_HOST,
      query: { expression: loadShare },
      scale: worseAbove(LIMIT.loadPerProcessor.warn, LIMIT.loadPerProcessor.bad),
      mode: 'trend',
      links: HOST_LINKS,
    }),
  ],
};

export const HOST_PROCESSORS: Row = {
  title: 'Processors and memory',
  panels: [
    timeSeries({
      title: 'Processor time by use',
      shows: 'What the processors did, as a share of all their time: user is programs, system the kernel for them, wait a disk.',
      normal: 'Mostly user, in step with traffic.',
      otherwise: 'wait: the disk is slow, see "Disks busy". steal: another guest of the same host has the processor. softirq: the network.',
      empty: NO_HOST,
      queries: [
        {
          expression: eachOf(
            spent(hostMetric.hostCpuTime, { by: [INSTANCE_LABEL, state.key], where: [[state.key, '!=', 'idle']] }),
            spent(hostMetric.hostCpuTime, byHost),
            [INSTANCE_LABEL],
          ),
        },
      ],
      stacked: true,
      limits: worseAbove(LIMIT.hostCpuShare.warn, LIMIT.hostCpuShare.bad),
      softMax: 1,
      links: HOST_LINKS,
    }),
    timeSeries({
      title: 'Load',
      shows: 'Threads that ran or wanted to run: mean of a minute (line) and of a quarter of an hour (dotted); processors (dashed).',
      normal: 'Below the dashed line.',
      otherwise: 'A line above it for long: more work than processors. Rising from the dotted line on: it has just begun.',
      empty: NO_HOST,
      queries: [
        { expression: level('max', hostLoad1m, byHost), suffix: '1 min' },
        { expression: level('max', hostLoad15m, byHost), suffix: '15 min', line: 'dot' },
        { expression: level('max', hostProcessors, byHost), suffix: 'processors', line: 'dash' },
      ],
      links: HOST_LINKS,
    }),
    timeSeries({
      title: 'Memory of the machine',
      shows: 'Memory that no new program could have (line), and all there is (dashed).',
      normal: `Level, below ${LIMIT.hostMemoryShare.bad * 100} % of all. ${LIMIT.hostMemoryShare.because}.`,
      otherwise: 'A line that only rises: find the process beneath. A sudden fall: the kernel ended one; look for its restart.',
      empty: NO_HOST,
      queries: [
        { expression: memoryUsed, suffix: 'used' },
        { expression: memoryLimit, suffix: 'all', line: 'dash' },
      ],
      links: HOST_LINKS,
    }),
    timeSeries({
      title: 'Pages from and to the disk',
      shows: 'Pages a second that memory had to fetch from the disk, or to put there, because it was short.',
      normal: 'Near 0, but for the start of programs.',
      otherwise: 'Both directions at once for long: memory is too small, everything gets slow. Give it more, or run less.',
      empty: NO_HOST,
      queries: [
        {
          expression: spent(hostPaging, { by: [INSTANCE_LABEL, direction.key], where: [[faultType.key, '=', 'major']] }),
        },
      ],
      links: HOST_LINKS,
    }),
  ],
};

export const HOST_SPACE: Row = {
  title: 'Space',
  panels: [
    timeSeries({
      title: 'Space taken',
      shows: 'Share of each file system that is taken; only those that can be written.',
      normal: `Below ${LIMIT.diskShare.warn * 100} %. ${LIMIT.diskShare.because}.`,
      otherwise: 'A steady slope leaves time: shorten a retention. A steep one is a log that repeats itself, or a dump.',
      empty: NO_HOST,
      queries: [{ expression: spaceShare }],
      limits: SPACE_SCALE,
      softMax: 1,
      links: HOST_LINKS,
    }),
    table({
      title: 'File systems',
      shows: 'Space of each file system that can be written.',
      normal: 'No share is orange or red.',
      otherwise: 'The data of the stores and of the Collector’s queues lie under PERAGUS_DATA_DIR; their retention bounds them.',
      empty: NO_HOST,
      keys: [
        { attribute: { key: INSTANCE_LABEL }, heading: 'Machine' },
        { attribute: mountpoint, heading: 'Mounted at' },
      ],
      values: [
        { heading: 'Taken', expression: spaceShare, scale: SPACE_SCALE },
        { heading: 'Used', expression: spaceUsed },
        { heading: 'Free', expression: spaceFree },
      ],
      orderBy: 'Taken',
      rows: 20,
      width: 12,
      links: HOST_LINKS,
    }),
    timeSeries({
      title: 'Swap used',
      shows: 'Memory that was moved to the disk and not fetched back yet.',
      normal: 'Empty where the machine has no swap, otherwise level and small.',
      otherwise: 'What rises was pushed out for something else: see "Pages from and to the disk" for whether it is missed.',
      empty: 'This machine has no swap, or does not report',
      queries: [{ expression: level('sum', hostSwap, { ...byHost, where: [[state.key, '=', 'used']] }) }],
      width: 24,
      height: 6,
      links: HOST_LINKS,
    }),
  ],
};
