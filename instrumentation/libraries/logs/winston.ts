// winston: every entry that one of the logger's transports would write becomes a log record with the active trace.

import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { patchFile } from '../../hooks/module-hook.ts';
import { emitLog, type SeverityName } from '../../signals/logs.ts';
import { fieldsOf } from './fields.ts';

type Info = Readonly<Record<string | symbol, unknown>>;
interface Logger {
  readonly silent?: boolean;
  isLevelEnabled(level: string): boolean;
  _transform(info: Info, encoding: string, callback: () => void): void;
}

/** Where winston keeps the level free of colours (package triple-beam). */
const LEVEL = Symbol.for('level');

/** Level names of winston's npm, syslog and cli sets. */
const SEVERITIES: Readonly<Record<string, SeverityName>> = {
  emerg: 'fatal',
  alert: 'fatal',
  crit: 'fatal',
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  warning: 'warn',
  notice: 'info',
  info: 'info',
  http: 'info',
  help: 'info',
  data: 'info',
  prompt: 'info',
  input: 'info',
  verbose: 'debug',
  debug: 'debug',
  silly: 'trace',
  trace: 'trace',
};

export const winston: Library = {
  name: 'winston',
  connect() {
    patchFile('winston', {
      file: 'lib/winston/logger.js',
      apply(Logger: { readonly prototype: Logger }) {
        const original = Logger.prototype._transform;
        Logger.prototype._transform = function (info, encoding, callback) {
          forward(this, info);
          return original.call(this, info, encoding, callback);
        };
      },
    });
  },
};

const forward = guarded('Forwarding a winston entry', (logger: Logger, info: Info) => {
  const level = String(info[LEVEL] ?? info.level ?? 'info');
  if (logger.silent || !logger.isLevelEnabled(level)) return;
  const message = info.message;
  emitLog({
    severity: SEVERITIES[level] ?? 'info',
    severityText: level,
    body: typeof message === 'string' ? message : (JSON.stringify(message) ?? String(message)),
    attributes: fieldsOf(info as Readonly<Record<string, unknown>>),
    logger: 'winston',
  });
});
