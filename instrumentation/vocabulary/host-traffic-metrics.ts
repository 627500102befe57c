// Metrics of the machine beside its memory and space: load, paging, disks and network; receiver host_metrics of the Collector.
//
// Source: documentation.md of the scrapers of receiver hostmetrics 0.158, with what each emits by default.

import { atMost, attributes, oneOf } from './attribute.ts';
import { hostAttribute } from './host-metrics.ts';
import { metrics } from './metric.ts';

const host = { source: 'collector', stability: 'development' } as const;
const bounded = { ...host, sensitivity: 'public', type: 'string' } as const;

export const hostTrafficAttribute = attributes({
  direction: {
    ...bounded,
    key: 'direction',
    cardinality: oneOf('read', 'write', 'receive', 'transmit', 'page_in', 'page_out'),
    brief: 'Which way bytes, packets or pages go',
  },
  faultType: { ...bounded, key: 'type', cardinality: oneOf('major', 'minor'), brief: 'Whether a page came from the disk (major)' },
  protocol: { ...bounded, key: 'protocol', cardinality: oneOf('tcp'), brief: 'Protocol of a connection' },
  connectionState: { ...bounded, key: 'state', cardinality: atMost(20), brief: 'State of a TCP connection, such as ESTABLISHED' },
});

const a = hostTrafficAttribute;
const { device, state } = hostAttribute;
const load = { ...host, instrument: 'gauge', unit: '{thread}', attributes: [], seriesBudget: 1 } as const;
const ofDevice = { ...host, instrument: 'counter', attributes: [device, a.direction], seriesBudget: 100 } as const;

export const hostTrafficMetric = metrics({
  hostProcessors: {
    ...host,
    name: 'system.cpu.logical.count',
    instrument: 'updowncounter',
    unit: '{cpu}',
    attributes: [],
    seriesBudget: 1,
    brief: 'Processors of the machine',
  },
  hostLoad1m: { ...load, name: 'system.cpu.load_average.1m', brief: 'Threads that ran or wanted to run, mean of a minute' },
  hostLoad15m: { ...load, name: 'system.cpu.load_average.15m', brief: 'The same, mean of 15 minutes' },
  hostSwap: {
    ...host,
    name: 'system.paging.usage',
    instrument: 'updowncounter',
    unit: 'By',
    attributes: [device, state],
    seriesBudget: 20,
    brief: 'Space for memory that was moved to the disk',
  },
  hostPaging: {
    ...host,
    name: 'system.paging.operations',
    instrument: 'counter',
    unit: '{operations}',
    attributes: [a.direction, a.faultType],
    seriesBudget: 4,
    brief: 'Pages that were moved between memory and disk',
  },
  hostDiskIo: { ...ofDevice, name: 'system.disk.io', unit: 'By', brief: 'Bytes read and written' },
  hostDiskTime: {
    ...ofDevice,
    name: 'system.disk.io_time',
    unit: 's',
    attributes: [device],
    seriesBudget: 50,
    brief: 'Time in which the disk had something to do',
  },
  hostNetworkIo: { ...ofDevice, name: 'system.network.io', unit: 'By', brief: 'Bytes received and sent' },
  hostNetworkErrors: { ...ofDevice, name: 'system.network.errors', unit: '{errors}', brief: 'Packets that were damaged' },
  hostNetworkDropped: { ...ofDevice, name: 'system.network.dropped', unit: '{packets}', brief: 'Packets that were thrown away' },
  hostConnections: {
    ...host,
    name: 'system.network.connections',
    instrument: 'updowncounter',
    unit: '{connections}',
    attributes: [a.protocol, a.connectionState],
    seriesBudget: 20,
    brief: 'TCP connections by state',
  },
});
