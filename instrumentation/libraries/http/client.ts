// Outgoing requests of node:http and node:https, seen through Node's diagnostics channels.

import type { ClientRequest, IncomingMessage } from 'node:http';
import { tellFailure } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { callOf, keepCall } from '../../signals/calls.ts';
import { isOwnTraffic, writeHeaders } from '../../signals/context/propagation.ts';
import { lengthOf } from './attributes.ts';
import { listen } from './channel.ts';
import { Call, endCall, failCall } from './outgoing-call.ts';
import { outgoingHeader } from './outgoing-header.ts';

interface Message {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
  readonly error: unknown;
}

class NodeCall extends Call {
  response: IncomingMessage | undefined = undefined;
}

const SWITCHING_PROTOCOLS = 101;

export const httpClient: Library = {
  name: 'http-client',
  connect() {
    listen<Message>('http.client.request.created', 'Starting a client request', ({ request }) => {
      if (isOwnTraffic()) return;
      const call = new NodeCall(request.method, originOf(request), request.path);
      keepCall(request, call);
      // Headers are already on the wire when a request was made with `Expect: 100-continue` or an array of raw headers.
      if (!request.headersSent) writeHeaders(call.context, request.host, (name, value) => setHeader(request, name, value));
      // The call lasts until the body of the answer has ended or broken off.
      request.once('close', onClose);
    });
    // This channel fires when the head of the answer has arrived.
    listen<Message>('http.client.response.finish', 'Reading the answer of a client request', ({ request, response }) => {
      const call = callOf(request) as NodeCall | undefined;
      if (call?.isOpen) call.response = response;
    });
    listen<Message>('http.client.request.error', 'Ending a client request', ({ request, error }) => end(request, error));
  },
};

function setHeader(request: ClientRequest, name: string, value: string | undefined): void {
  if (value === undefined) request.removeHeader(name);
  else request.setHeader(name, value);
}

function onClose(this: ClientRequest): void {
  try {
    end(this, undefined);
  } catch (error) {
    tellFailure('Ending a client request', error);
  }
}

function end(request: ClientRequest, error: unknown): void {
  const call = callOf(request) as NodeCall | undefined;
  if (!call?.isOpen) return;
  // An upgrade (WebSocket) has no answer on the channel; Node leaves its head on the request.
  const response = call.response ?? (request as ClientRequest & { res?: IncomingMessage }).res;
  const isAnswered = response?.complete || response?.statusCode === SWITCHING_PROTOCOLS;
  if (error !== undefined || !isAnswered) {
    failCall(call, error ?? 'aborted');
    return;
  }
  // Lengths out of the headers; a body sent in pieces has none there, and nobody counts it.
  const sent = lengthOf(outgoingHeader(request, 'content-length'));
  endCall(call, response.statusCode ?? 0, sent, lengthOf(response.headers['content-length']));
}

function originOf(request: ClientRequest): string {
  const host = request.getHeader('host');
  return `${request.protocol}//${typeof host === 'string' ? host : request.host}`;
}
