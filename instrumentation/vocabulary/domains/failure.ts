// What went wrong: the class of a failure, and exceptions.

import { atMost, attributes, many } from '../attribute.ts';
import { semconv } from './sources.ts';

export const failureAttribute = attributes({
  errorType: {
    ...semconv,
    key: 'error.type',
    type: 'string',
    cardinality: atMost(30),
    brief: 'Class of the failure: status code, exception name, `aborted`, or `soft` for an answer that says so itself',
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
