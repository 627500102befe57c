// Log records.

import { atMost, attributes, many, oneOf } from '../attribute.ts';
import { own, semconv } from './sources.ts';

export const logAttribute = attributes({
  logLogger: {
    ...own,
    key: 'log.logger',
    type: 'string',
    cardinality: oneOf('winston', 'console', 'process', 'peragus'),
    brief: 'Who wrote the log record: a log library, Node itself (`process`) or the preload',
  },
  logFieldsDropped: {
    ...own,
    key: 'log.fields_dropped',
    type: 'int',
    cardinality: many,
    brief: 'Fields of the log entry that were left out, because it had more than are kept',
  },
  warningName: {
    ...own,
    key: 'nodejs.warning.name',
    type: 'string',
    cardinality: atMost(50),
    brief: 'Name of a process warning, such as `DeprecationWarning`',
  },
  warningCode: {
    ...own,
    key: 'nodejs.warning.code',
    type: 'string',
    cardinality: atMost(100),
    brief: 'Code of a process warning, such as `DEP0005`',
  },
  exceptionOrigin: {
    ...own,
    key: 'nodejs.exception.origin',
    type: 'string',
    cardinality: oneOf('uncaughtException', 'unhandledRejection'),
    brief: 'How the exception came to end the process, in the words of Node',
  },
  codeStacktrace: {
    ...semconv,
    key: 'code.stacktrace',
    type: 'string',
    cardinality: many,
    sensitivity: 'masked',
    brief: 'Where a process warning came from',
  },
});
