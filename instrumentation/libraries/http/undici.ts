// Outgoing requests of fetch and undici, seen through undici's diagnostics channels.

import { subscribe } from 'node:diagnostics_channel';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { isOwnTraffic, writeHeaders } from '../../signals/propagation.ts';
import { lengthOf } from './attributes.ts';
import { type Call, endCall, failCall, startCall } from './outgoing-call.ts';

/** The part of undici's request that its diagnostics channels document. */
interface UndiciRequest {
  readonly origin: string | URL;
  readonly method: string;
  readonly path: string;
  /** Of the body; null where there is none or its length isn't known. */
  readonly contentLength?: number | null;
  /** Names and values in turn; one text before undici 6. */
  readonly headers: unknown[] | string;
  addHeader(name: string, value: string): void;
}
interface Message {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number; readonly headers?: readonly unknown[] };
  readonly chunk: Uint8Array | string;
  readonly error: unknown;
}

interface Pending {
  readonly call: Call;
  status: number;
  /** Bytes that the answer announced. */
  announced: number | undefined;
  /** Bytes that came; undefined where undici (before 7) doesn't tell. */
  received: number | undefined;
}

export const undici: Library = {
  name: 'undici',
  connect() {
    const open = new WeakMap<UndiciRequest, Pending>();
    const onCreate = guarded('Starting a fetch', ({ request }: Message) => {
      if (isOwnTraffic()) return;
      const call = startCall({ method: request.method, origin: String(request.origin), target: request.path });
      open.set(request, { call, status: 0, announced: undefined, received: undefined });
      writeHeaders(call.context, hostOf(request.origin), (name, value) => setHeader(request, name, value));
    });
    const onHeaders = guarded('Reading the answer of a fetch', ({ request, response }: Message) => {
      const pending = open.get(request);
      if (!pending) return;
      pending.status = response.statusCode;
      pending.announced = announcedLength(response.headers);
    });
    const onPiece = guarded('Measuring the answer of a fetch', ({ request, chunk }: Message) => {
      const pending = open.get(request);
      if (pending) pending.received = (pending.received ?? 0) + Buffer.byteLength(chunk);
    });
    const onTrailers = guarded('Ending a fetch', ({ request }: Message) => {
      const pending = open.get(request);
      open.delete(request);
      if (!pending) return;
      const { call, status, announced, received } = pending;
      endCall(call, status, { request: request.contentLength ?? undefined, response: received ?? announced });
    });
    const onError = guarded('Ending a fetch', ({ request, error }: Message) => {
      const pending = open.get(request);
      open.delete(request);
      if (pending) failCall(pending.call, error);
    });
    subscribe('undici:request:create', (message) => onCreate(message as Message));
    subscribe('undici:request:headers', (message) => onHeaders(message as Message));
    subscribe('undici:request:bodyChunkReceived', (message) => onPiece(message as Message));
    subscribe('undici:request:trailers', (message) => onTrailers(message as Message));
    subscribe('undici:request:error', (message) => onError(message as Message));
  },
};

function hostOf(origin: string | URL): string {
  return (typeof origin === 'string' ? URL.parse(origin) : origin)?.hostname ?? '';
}

// Headers come as they were on the wire: name, value, name, value, in buffers.
function announcedLength(headers: readonly unknown[] | undefined): number | undefined {
  for (let index = 0; headers !== undefined && index + 1 < headers.length; index += 2) {
    if (String(headers[index]).toLowerCase() === 'content-length') return lengthOf(String(headers[index + 1]));
  }
  return undefined;
}

// A caller that passes a trace on by hand, such as a proxy or a client with spans of its own, set the header already. Two would be
// joined with a comma, which no one can read; ours is below theirs.
function setHeader(request: UndiciRequest, name: string, value: string): void {
  const { headers } = request;
  const at = Array.isArray(headers) ? headers.findIndex((each, index) => index % 2 === 0 && String(each).toLowerCase() === name) : -1;
  if (at < 0) request.addHeader(name, value);
  else (headers as unknown[])[at + 1] = value;
}
