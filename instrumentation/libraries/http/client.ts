// Outgoing requests of node:http and node:https, seen through Node's diagnostics channels.

import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { keepCall } from '../../signals/calls.ts';
import { isOwnTraffic, writeHeaders } from '../../signals/propagation.ts';
import { lengthOf } from './attributes.ts';
import { type Call, endCall, failCall, type Sizes, startCall } from './outgoing-call.ts';
import { outgoingHeader } from './outgoing-header.ts';

interface Message {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
  readonly error: unknown;
}

const SWITCHING_PROTOCOLS = 101;

export const httpClient: Library = {
  name: 'http-client',
  connect() {
    const open = new WeakMap<ClientRequest, { readonly call: Call; response?: IncomingMessage }>();
    const end = guarded('Ending a client request', (request: ClientRequest, error: unknown) => {
      const pending = open.get(request);
      if (!pending) return;
      open.delete(request);
      // An upgrade (WebSocket) has no answer on the channel; Node leaves its head on the request.
      const response = pending.response ?? (request as ClientRequest & { res?: IncomingMessage }).res;
      const answered = response?.complete || response?.statusCode === SWITCHING_PROTOCOLS;
      if (error === undefined && answered) endCall(pending.call, response.statusCode ?? 0, sizesOf(request, response));
      else failCall(pending.call, error ?? 'aborted');
    });
    const onCreated = guarded('Starting a client request', ({ request }: Message) => {
      if (isOwnTraffic()) return;
      const call = startCall({ method: request.method, origin: originOf(request), target: request.path });
      open.set(request, { call });
      keepCall(request, call);
      // Headers are already on the wire when a request was made with `Expect: 100-continue` or an array of raw headers.
      if (!request.headersSent) writeHeaders(call.context, request.host, (name, value) => request.setHeader(name, value));
      // The call lasts until the body of the answer has ended or broken off.
      request.once('close', () => end(request, undefined));
    });
    // This channel fires when the head of the answer has arrived.
    const onHead = guarded('Reading the answer of a client request', ({ request, response }: Message) => {
      const pending = open.get(request);
      if (pending) pending.response = response;
    });
    subscribe('http.client.request.created', (message) => onCreated(message as Message));
    subscribe('http.client.response.finish', (message) => onHead(message as Message));
    subscribe('http.client.request.error', (message) => end((message as Message).request, (message as Message).error));
  },
};

function originOf(request: ClientRequest): string {
  const host = request.getHeader('host');
  return `${request.protocol}//${typeof host === 'string' ? host : request.host}`;
}

// Lengths out of the headers; a body sent in pieces has none there, and nobody counts it.
function sizesOf(request: ClientRequest, response: IncomingMessage): Sizes {
  return { request: lengthOf(outgoingHeader(request, 'content-length')), response: lengthOf(response.headers['content-length']) };
}
