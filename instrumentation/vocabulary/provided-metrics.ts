// Metrics that the application, or a job beside it, provides; docs/provided-metrics.md says how. Nobody has to.

import { atMost, attributes } from './attribute.ts';
import { own } from './domains/sources.ts';
import { metrics } from './metric.ts';

export const providedAttribute = attributes({
  credentialName: {
    ...own,
    key: 'peragus.credential.name',
    type: 'string',
    cardinality: atMost(50),
    brief: 'What the credential is for, such as `anthropic-api-key`; never the credential',
  },
  backupName: {
    ...own,
    key: 'peragus.backup.name',
    type: 'string',
    cardinality: atMost(20),
    brief: 'What was backed up, such as `srcbook.db`',
  },
});

const a = providedAttribute;

export const providedMetric = metrics({
  credentialRotated: {
    ...own,
    name: 'peragus.credential.rotated',
    instrument: 'gauge',
    unit: 's',
    attributes: [a.credentialName],
    seriesBudget: 50,
    brief: 'When the credential was issued or replaced, in seconds since 1970',
  },
  backupCompleted: {
    ...own,
    name: 'peragus.backup.completed',
    instrument: 'gauge',
    unit: 's',
    attributes: [a.backupName],
    seriesBudget: 20,
    brief: 'When the last good backup was complete, in seconds since 1970',
  },
});
