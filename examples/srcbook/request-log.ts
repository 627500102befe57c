// The web process's log: one JSON line on stdout for each request, and the middleware that writes it.

import { finished } from 'node:stream';
import type { RequestHandler } from 'express';
import winston from 'winston';

export const log = winston.createLogger({
  level: 'info',
  format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
  transports: [new winston.transports.Console()],
});

/** Logs method, path without query, status and duration of each request once it has been answered or given up. */
export const logRequests: RequestHandler = (request, response, next) => {
  const startedAt = performance.now();
  finished(response, (error) => {
    const { method, originalUrl } = request;
    const { statusCode: status } = response;
    const path = pathOf(originalUrl);
    const level = status >= 500 ? 'error' : status >= 400 || error ? 'warn' : 'info';
    const outcome = error ? 'aborted' : `answered ${status}`;
    log.log(level, `${method} ${path} ${outcome}`, { method, path, status, durationMs: millisecondsSince(startedAt) });
  });
  next();
};

/** The path of a request target: queries can hold secrets and never reach the log. */
export const pathOf = (target: string | undefined): string => target?.split('?', 1)[0] ?? '';

/** Whole microseconds are precise enough to read. */
export const millisecondsSince = (startedAt: number): number => Math.round((performance.now() - startedAt) * 1000) / 1000;
