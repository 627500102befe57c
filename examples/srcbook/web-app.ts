// The Express application of the web process: Srcbook's built page, its assets and its API under one origin.

import { STATUS_CODES } from 'node:http';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { ApiProxy } from './api-proxy.ts';
import { log, logRequests } from './request-log.ts';

/** Srcbook's page reports to an analytics service on its own; a demo must not. */
const PAGE_POLICY = "connect-src 'self'; script-src 'self' 'unsafe-inline'";

/** @param pageFolder folder of the built React application */
export function createWebApp(pageFolder: string, proxy: ApiProxy): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(logRequests);
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.all('/api/*path', proxy);
  // The names of the assets hold a hash of their content.
  app.get('/assets/*path', express.static(pageFolder, { immutable: true, maxAge: '1y', fallthrough: false }));
  app.get('/favicon.ico', express.static(pageFolder, { fallthrough: false }));
  // The page routes by itself: every other path is the page.
  app.get('/{*path}', (_request, response) => {
    response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': PAGE_POLICY });
    response.sendFile('index.html', { root: pageFolder });
  });
  app.use(answerError);
  return app;
}

/** Express knows an error handler by its four parameters. */
const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = typeof error.status === 'number' ? error.status : 500;
  if (status >= 500) log.error('request failed', { reason: error.message, stack: error.stack });
  response.status(status).json({ error: STATUS_CODES[status] });
};
