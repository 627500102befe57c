// console: each line that the application prints becomes a log record too, seen through Node's diagnostics channels; no function is wrapped.

import { subscribe } from 'node:diagnostics_channel';
import { format } from 'node:util';
import { tellFailure } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { emitLog, type SeverityName } from '../../signals/logs.ts';
import { exceptionAttributes } from '../../signals/spans.ts';
import { withoutBaggage } from './error-text.ts';
import { isWritingEntry } from './one-record.ts';

/**
 * Node publishes to these channels once a printed line, for any Console and however the method was got. What other methods print
 * comes through them: `trace` by error, `assert` by warn, `table`, `group`, `count`, `dirxml`, `timeLog` and `timeEnd` by log.
 * Only `dir` doesn't; it shows an object, it says nothing.
 */
const METHODS = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const satisfies Record<string, SeverityName>;
type MethodName = keyof typeof METHODS;

/** An entry written while another is being forwarded is our own doing, for example an inspected getter that logs. */
let forwarding = false;

function forward(method: MethodName, args: readonly unknown[]): void {
  if (forwarding) return;
  forwarding = true;
  try {
    if (isWritingEntry()) return;
    const error = args.find(isError);
    const isTrace = method === 'error' && comesFromTrace(args);
    emitLog({
      severity: isTrace ? 'debug' : METHODS[method],
      severityText: isTrace ? 'trace' : method,
      body: textOf(args),
      attributes: error === undefined ? NO_ATTRIBUTES : exceptionAttributes(error),
      logger: 'console',
    });
  } catch (error) {
    tellFailure('Forwarding a console entry', error);
  } finally {
    forwarding = false;
  }
}

const NO_ATTRIBUTES = Object.freeze({});
const isError = (value: unknown): boolean => typeof value === 'object' && value instanceof Error;

// Of one text alone nothing is formatted, and only objects can carry baggage.
function textOf(args: readonly unknown[]): string {
  const [only] = args;
  return args.length === 1 && typeof only === 'string' ? only : format(...args.map(withoutBaggage));
}

// `console.trace` prints its stack by `console.error`, in this form; it is a help for debugging, no error.
function comesFromTrace(args: readonly unknown[]): boolean {
  const [text] = args;
  return args.length === 1 && typeof text === 'string' && /^Trace(?::|\n {4}at )/.test(text) && text.includes('\n    at ');
}

export const consoleOutput: Library = {
  name: 'console',
  connect() {
    for (const method of Object.keys(METHODS) as MethodName[]) {
      subscribe(`console.${method}`, (args) => forward(method, args as readonly unknown[]));
    }
  },
};
