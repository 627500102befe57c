// console: what the application prints becomes log records too; the output itself is untouched.

import { format } from 'node:util';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { emitLog, type SeverityName } from '../../signals/logs.ts';
import { exceptionAttributes } from '../../signals/spans.ts';

const METHODS = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const satisfies Record<string, SeverityName>;
type MethodName = keyof typeof METHODS;

/** An entry written while another is being forwarded is our own doing, for example an inspected getter that logs. */
let forwarding = false;

const forward = guarded('Forwarding a console entry', (method: MethodName, args: unknown[]) => {
  if (forwarding) return;
  forwarding = true;
  try {
    const error = args.find((value) => value instanceof Error);
    emitLog({
      severity: METHODS[method],
      severityText: method,
      body: format(...args),
      attributes: error ? exceptionAttributes(error) : {},
      logger: 'console',
    });
  } finally {
    forwarding = false;
  }
});

export const consoleOutput: Library = {
  name: 'console',
  connect() {
    for (const method of Object.keys(METHODS) as MethodName[]) {
      const original = console[method];
      console[method] = {
        [method](...args: unknown[]) {
          original.apply(console, args);
          forward(method, args);
        },
      }[method] as typeof original;
    }
  },
};
