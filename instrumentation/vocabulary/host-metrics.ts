// Metrics of the machine: receiver host_metrics of the Collector, under its own names and attributes.

import { atMost, attributes, oneOf } from './attribute.ts';
import { metrics } from './metric.ts';

const host = { source: 'collector', stability: 'development' } as const;
const bounded = { ...host, sensitivity: 'public', type: 'string' } as const;

export const hostAttribute = attributes({
  // One name for three lists: what memory, a processor or a file system is in.
  state: {
    ...bounded,
    key: 'state',
    cardinality: oneOf(
      ...['used', 'free', 'buffered', 'cached', 'inactive', 'slab_reclaimable', 'slab_unreclaimable', 'reserved'],
      ...['user', 'system', 'nice', 'idle', 'wait', 'softirq', 'interrupt', 'steal'],
    ),
    brief: 'What memory, processor time or disk space is used for',
  },
  device: { ...bounded, key: 'device', cardinality: atMost(50), brief: 'Device of the file system' },
  mountpoint: { ...bounded, key: 'mountpoint', cardinality: atMost(50), brief: 'Where the file system is mounted' },
  mode: { ...bounded, key: 'mode', cardinality: oneOf('ro', 'rw'), brief: 'Whether it can be written' },
  fileSystemType: { ...bounded, key: 'type', cardinality: atMost(20), brief: 'Type of the file system' },
});

const a = hostAttribute;

export const hostMetric = metrics({
  hostMemory: {
    ...host,
    name: 'system.memory.usage',
    instrument: 'updowncounter',
    unit: 'By',
    attributes: [a.state],
    seriesBudget: 10,
    brief: 'Memory of the machine by what it is used for; states overlap, `used` is what could not be had for a new program',
  },
  hostMemoryLimit: {
    ...host,
    name: 'system.memory.limit',
    instrument: 'updowncounter',
    unit: 'By',
    attributes: [],
    seriesBudget: 1,
    brief: 'Memory of the machine',
  },
  hostFileSystem: {
    ...host,
    name: 'system.filesystem.usage',
    instrument: 'updowncounter',
    unit: 'By',
    attributes: [a.device, a.mountpoint, a.mode, a.fileSystemType, a.state],
    seriesBudget: 200,
    brief: 'Space of each file system; what is reserved only root may write, so the rest is full without it',
  },
  hostCpuTime: {
    ...host,
    name: 'system.cpu.time',
    instrument: 'counter',
    unit: 's',
    attributes: [a.state],
    seriesBudget: 10,
    brief: 'Time of all processors by what they did',
  },
});
