// Forwards requests and WebSocket connections to Srcbook's API, and answers 502 while it is away.

import type { ClientRequest, IncomingMessage, Server } from 'node:http';
import { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Request, Response } from 'express';
import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware';
import { log, millisecondsSince, pathOf } from './request-log.ts';

/** Long enough for the API to ask a language model. */
const ANSWER_DEADLINE_MS = 120_000;
const WEBSOCKET_PATH = '/websocket';

export type ApiProxy = RequestHandler<Request, Response>;

/** @param apiUrl origin of Srcbook's API, such as `http://127.0.0.1:2150` */
export function createApiProxy(apiUrl: string): ApiProxy {
  return createProxyMiddleware<Request, Response>({
    target: apiUrl,
    proxyTimeout: ANSWER_DEADLINE_MS,
    on: { error: answerFailure, proxyReqWs: endTogether },
  });
}

/** The proxy ends the API's side when the page's side ends, but not when it is destroyed. */
function endTogether(toApi: ClientRequest, _request: Request, page: Socket): void {
  toApi.once('upgrade', (_answer, api: Socket) => page.once('close', () => api.destroy()));
}

function answerFailure(error: NodeJS.ErrnoException, request: IncomingMessage, answer: Response | Socket): void {
  log.error('Srcbook API does not answer', { method: request.method, path: pathOf(request.url), code: error.code, reason: error.message });
  const isHttp = answer instanceof ServerResponse;
  if (isHttp && !answer.headersSent) {
    answer.status(502).json({ error: 'The Srcbook API does not answer; it may be starting.' });
  } else if (!isHttp && answer.bytesWritten === 0) {
    answer.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n');
  } else {
    // Half an answer, or a WebSocket that is open: only the connection's end can tell.
    answer.destroy();
  }
}

/**
 * Forwards the page's WebSocket connections.
 * @returns a function that ends those that are open
 */
export function forwardWebSockets(server: Server, proxy: ApiProxy): () => void {
  const open = new Set<Socket>();
  server.on('upgrade', (request, stream, head) => {
    const socket = stream as Socket;
    const path = pathOf(request.url);
    const startedAt = performance.now();
    if (path !== WEBSOCKET_PATH) return void socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      log.info('websocket closed', { path, durationMs: millisecondsSince(startedAt) });
    });
    proxy.upgrade(request as Request, socket, head);
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}
