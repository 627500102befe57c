// The Node.js runtime: event loop, garbage collection, heap.

import { atMost, attributes, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { semconvDev } from './sources.ts';

/** Garbage collection in seconds; boundaries advised by semantic conventions 1.45. */
const GC_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1];

export const runtimeAttribute = attributes({
  eventLoopState: {
    ...semconvDev,
    key: 'nodejs.eventloop.state',
    type: 'string',
    cardinality: oneOf('active', 'idle'),
    brief: 'Event loop active or idle',
  },
  gcType: {
    ...semconvDev,
    key: 'v8js.gc.type',
    type: 'string',
    cardinality: oneOf('major', 'minor', 'incremental', 'weakcb'),
    brief: 'Kind of garbage collection',
  },
  heapSpaceName: { ...semconvDev, key: 'v8js.heap.space.name', type: 'string', cardinality: atMost(16), brief: 'V8 heap space' },
  resourceType: {
    ...semconvDev,
    key: 'v8js.resource.type',
    type: 'string',
    cardinality: atMost(40),
    brief: 'Kind of handle or request that keeps the event loop alive',
  },
});

const a = runtimeAttribute;

export const runtimeMetric = metrics({
  eventLoopDelayMin: {
    ...semconvDev,
    name: 'nodejs.eventloop.delay.min',
    instrument: 'gauge',
    unit: 's',
    attributes: [],
    seriesBudget: 1,
    brief: 'Shortest event loop delay since the last export',
  },
  eventLoopDelayMax: {
    ...semconvDev,
    name: 'nodejs.eventloop.delay.max',
    instrument: 'gauge',
    unit: 's',
    attributes: [],
    seriesBudget: 1,
    brief: 'Longest event loop delay since the last export',
  },
  eventLoopDelayMean: {
    ...semconvDev,
    name: 'nodejs.eventloop.delay.mean',
    instrument: 'gauge',
    unit: 's',
    attributes: [],
    seriesBudget: 1,
    brief: 'Mean event loop delay since the last export',
  },
  eventLoopDelayStddev: {
    ...semconvDev,
    name: 'nodejs.eventloop.delay.stddev',
    instrument: 'gauge',
    unit: 's',
    attributes: [],
    seriesBudget: 1,
    brief: 'Standard deviation of the event loop delay since the last export',
  },
  eventLoopDelayP50: {
    ...semconvDev,
    name: 'nodejs.eventloop.delay.p50',
    instrument: 'gauge',
    unit: 's',
    attributes: [],
    seriesBudget: 1,
    brief: 'Median event loop delay since the last export',
  },
  eventLoopDelayP90: {
    ...semconvDev,
    name: 'nodejs.eventloop.delay.p90',
    instrument: 'gauge',
    unit: 's',
    attributes: [],
    seriesBudget: 1,
    brief: '90th percentile of the event loop delay since the last export',
  },
  eventLoopDelayP99: {
    ...semconvDev,
    name: 'nodejs.eventloop.delay.p99',
    instrument: 'gauge',
    unit: 's',
    attributes: [],
    seriesBudget: 1,
    brief: '99th percentile of the event loop delay since the last export',
  },
  eventLoopTime: {
    ...semconvDev,
    name: 'nodejs.eventloop.time',
    instrument: 'counter',
    unit: 's',
    attributes: [a.eventLoopState],
    seriesBudget: 2,
    brief: 'Time the event loop was active or idle',
  },
  eventLoopUtilization: {
    ...semconvDev,
    name: 'nodejs.eventloop.utilization',
    instrument: 'gauge',
    unit: '1',
    attributes: [],
    seriesBudget: 1,
    brief: 'Share of time the event loop was active since the last export',
  },
  gcDuration: {
    ...semconvDev,
    name: 'v8js.gc.duration',
    instrument: 'histogram',
    unit: 's',
    buckets: GC_SECONDS,
    attributes: [a.gcType],
    seriesBudget: 4,
    brief: 'Time spent in garbage collection',
  },
  heapUsed: {
    ...semconvDev,
    name: 'v8js.memory.heap.used',
    instrument: 'updowncounter',
    unit: 'By',
    attributes: [a.heapSpaceName],
    seriesBudget: 16,
    brief: 'Heap in use by space',
  },
  heapSpaceSize: {
    ...semconvDev,
    name: 'v8js.memory.heap.space.size',
    instrument: 'updowncounter',
    unit: 'By',
    attributes: [a.heapSpaceName],
    seriesBudget: 16,
    brief: 'Heap reserved by space',
  },
  heapLimit: {
    ...semconvDev,
    name: 'v8js.memory.heap.limit',
    instrument: 'updowncounter',
    unit: 'By',
    attributes: [],
    seriesBudget: 1,
    brief: 'Heap size at which V8 gives up',
  },
  resourceActive: {
    ...semconvDev,
    name: 'v8js.resource.active',
    instrument: 'updowncounter',
    unit: '{resource}',
    attributes: [a.resourceType],
    seriesBudget: 40,
    brief: 'Handles and requests that keep the event loop alive',
  },
});
