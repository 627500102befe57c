// Log records.

import { attributes, oneOf } from '../attribute.ts';
import { own } from './sources.ts';

export const logAttribute = attributes({
  logLogger: {
    ...own,
    key: 'log.logger',
    type: 'string',
    cardinality: oneOf('winston', 'console', 'peragus'),
    brief: 'Library that wrote the log record',
  },
});
