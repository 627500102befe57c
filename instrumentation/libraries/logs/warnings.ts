// Process warnings (deprecations, leaking listeners, the application's own): a WARN record for each; Node prints them as before.

import { syncBuiltinESMExports } from 'node:module';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { emitLog } from '../../signals/logs.ts';
import { attribute as a } from '../../vocabulary/index.ts';

/** Longest stack and message of a warning kept, in characters. */
const STACK_MAX = 8192;
const MESSAGE_MAX = 4096;

interface Warning {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly detail: string | undefined;
  readonly stack: string | undefined;
}
type EmitWarning = (this: unknown, ...args: unknown[]) => void;

export const processWarnings: Library = {
  name: 'process-warnings',
  connect() {
    // A listener of `warning` would be counted by the application, and taken away by those that silence warnings with
    // `removeAllListeners`. Node itself calls this function by its name on `process`, and cuts its stacks at it.
    const original = process.emitWarning as EmitWarning;
    const observed: EmitWarning = function (this: unknown, ...args) {
      original.apply(this, args);
      forward(args, observed);
    };
    for (const key of ['name', 'length'] as const) Object.defineProperty(observed, key, { value: original[key], configurable: true });
    process.emitWarning = observed as typeof process.emitWarning;
    // For `import { emitWarning } from 'node:process'`.
    syncBuiltinESMExports();
  },
};

const forward = guarded('Forwarding a process warning', (args: readonly unknown[], emitWarning: EmitWarning) => {
  const warning = read(args, emitWarning);
  // These Node doesn't emit: the first are turned off, the others are thrown and become an exception.
  if (warning.name === 'DeprecationWarning' && (process.noDeprecation || isThrown())) return;
  const { name, code, message, detail, stack } = warning;
  emitLog({
    severity: 'warn',
    severityText: 'warn',
    body: `${code ? `[${code}] ` : ''}${name}: ${message}${detail ? `\n${detail}` : ''}`,
    attributes: {
      [a.warningName.key]: name,
      ...(code ? { [a.warningCode.key]: code } : {}),
      ...(stack ? { [a.codeStacktrace.key]: stack.slice(0, STACK_MAX) } : {}),
    },
    logger: 'process',
  });
});

const isThrown = (): boolean => (process as { throwDeprecation?: boolean }).throwDeprecation === true;

// The arguments are those of Node's own function: (error), (text, { type, code, detail, ctor }), (text, type, code, ctor).
function read([warning, type, code]: readonly unknown[], emitWarning: EmitWarning): Warning {
  if (warning instanceof Error) {
    const { code: ownCode, detail } = warning as { code?: unknown; detail?: unknown };
    return {
      name: String(warning.name),
      code: textOf(ownCode),
      message: String(warning.message).slice(0, MESSAGE_MAX),
      detail: textOf(detail),
      stack: textOf(warning.stack),
    };
  }
  const options = typeof type === 'object' && type !== null && !Array.isArray(type) ? (type as Record<string, unknown>) : undefined;
  const place: { stack?: string } = {};
  Error.captureStackTrace(place, emitWarning);
  return {
    name: (options ? textOf(options.type) : textOf(type)) ?? 'Warning',
    code: options ? textOf(options.code) : textOf(code),
    message: String(warning).slice(0, MESSAGE_MAX),
    detail: options ? textOf(options.detail) : undefined,
    stack: place.stack,
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value.slice(0, STACK_MAX) : undefined);
