// The process: CPU, memory, uptime, descriptors.

import { attributes, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { semconvDev } from './sources.ts';

export const processAttribute = attributes({
  cpuMode: { ...semconvDev, key: 'cpu.mode', type: 'string', cardinality: oneOf('user', 'system'), brief: 'User or kernel time' },
});

const a = processAttribute;

export const processMetric = metrics({
  processCpuTime: {
    ...semconvDev,
    name: 'process.cpu.time',
    instrument: 'counter',
    unit: 's',
    attributes: [a.cpuMode],
    seriesBudget: 2,
    brief: 'CPU time used',
  },
  processCpuUtilization: {
    ...semconvDev,
    name: 'process.cpu.utilization',
    instrument: 'gauge',
    unit: '1',
    attributes: [a.cpuMode],
    seriesBudget: 2,
    brief: 'CPU time used since the last export, as a share of all processors',
  },
  processMemoryUsage: {
    ...semconvDev,
    name: 'process.memory.usage',
    instrument: 'updowncounter',
    unit: 'By',
    attributes: [],
    seriesBudget: 1,
    brief: 'Physical memory in use (RSS)',
  },
  processUptime: {
    ...semconvDev,
    name: 'process.uptime',
    instrument: 'gauge',
    unit: 's',
    attributes: [],
    seriesBudget: 1,
    brief: 'Time since the process started; its presence is the sign of life',
  },
  processFileDescriptorCount: {
    ...semconvDev,
    name: 'process.unix.file_descriptor.count',
    instrument: 'updowncounter',
    unit: '{file_descriptor}',
    attributes: [],
    seriesBudget: 1,
    brief: 'Open file descriptors',
  },
});
