// What became of the telemetry of a process: the ledger of its delivery.

import { attributes, oneOf } from '../attribute.ts';
import { metrics } from '../metric.ts';
import { own } from './sources.ts';

/** Why an item was given up; each is counted, so that nothing is missing without a reason. */
export const DROP_REASONS = [
  'queue_full',
  'rejected',
  'partial',
  'expired',
  'unreadable',
  'spool_full',
  'spool_unwritable',
  'spool_damaged',
  'exit',
] as const;
/** What has a queue, and a request, of its own. */
export const DELIVERED_SIGNALS = ['traces', 'logs', 'metrics'] as const;

export const deliveryAttribute = attributes({
  signal: {
    ...own,
    key: 'peragus.signal',
    type: 'string',
    cardinality: oneOf(...DELIVERED_SIGNALS),
    brief: 'What the items are: spans, log records, or points of metrics',
  },
  dropReason: {
    ...own,
    key: 'peragus.drop.reason',
    type: 'string',
    cardinality: oneOf(...DROP_REASONS),
    brief:
      'Why an item was given up: no room, refused with its batch, refused out of a batch, too late, not readable, no room on disk, disk not writable, file damaged, or left when the process ended',
  },
});

const a = deliveryAttribute;
const ofSignal = { ...own, unit: '{item}', attributes: [a.signal], seriesBudget: DELIVERED_SIGNALS.length } as const;

export const deliveryMetric = metrics({
  telemetryEmitted: {
    ...ofSignal,
    name: 'peragus.telemetry.emitted',
    instrument: 'counter',
    brief: 'Items offered for delivery; always as many as were delivered, dropped, spooled and are queued',
  },
  telemetryDelivered: {
    ...ofSignal,
    name: 'peragus.telemetry.delivered',
    instrument: 'counter',
    brief: 'Items that a receiver has taken',
  },
  telemetryDropped: {
    ...ofSignal,
    name: 'peragus.telemetry.dropped',
    instrument: 'counter',
    attributes: [a.signal, a.dropReason],
    seriesBudget: DELIVERED_SIGNALS.length * DROP_REASONS.length,
    brief: 'Items that were given up',
  },
  telemetrySpooled: {
    ...ofSignal,
    name: 'peragus.telemetry.spooled',
    instrument: 'counter',
    brief: 'Items that left memory for the disk',
  },
  telemetryReplayed: {
    ...ofSignal,
    name: 'peragus.telemetry.replayed',
    instrument: 'counter',
    brief: 'Items delivered from the disk, left there by this process or an earlier one',
  },
  telemetryQueueSize: {
    ...ofSignal,
    name: 'peragus.telemetry.queue.size',
    instrument: 'updowncounter',
    brief: 'Items in memory that no receiver has answered for yet',
  },
});
