// What went wrong: the class of a failure, and exceptions.

import { atMost, attributes, many, oneOf } from '../attribute.ts';
import { own, semconv } from './sources.ts';

export const failureAttribute = attributes({
  errorType: {
    ...semconv,
    key: 'error.type',
    type: 'string',
    cardinality: atMost(30),
    brief: 'Class of the failure: status code, exception name, `aborted`, or `soft` for an answer that says so itself',
  },
  unfinished: {
    ...own,
    key: 'peragus.unfinished',
    type: 'boolean',
    cardinality: oneOf('true'),
    brief: 'The process ended before the span did; its end is that of the process',
  },
  exceptionType: { ...semconv, key: 'exception.type', type: 'string', cardinality: many, brief: 'Class of the exception' },
  exceptionMessage: {
    ...semconv,
    key: 'exception.message',
    type: 'string',
    cardinality: many,
    sensitivity: 'masked',
    brief: 'Message of the exception',
  },
  exceptionStacktrace: {
    ...semconv,
    key: 'exception.stacktrace',
    type: 'string',
    cardinality: many,
    sensitivity: 'masked',
    brief: 'Stack of the exception',
  },
});
