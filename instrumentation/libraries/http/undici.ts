// Outgoing requests of fetch and undici, seen through undici's diagnostics channels.

import type { Library } from '../../hooks/library.ts';
import { callOf, keepCall } from '../../signals/calls.ts';
import { isOwnTraffic, writeHeaders } from '../../signals/context/propagation.ts';
import { lengthOf } from './attributes.ts';
import { listen } from './channel.ts';
import { Call, endCall, failCall } from './outgoing-call.ts';

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

class UndiciCall extends Call {
  status = 0;
  /** Bytes that the answer announced. */
  announced: number | undefined = undefined;
  /** Bytes that came; undefined where undici (before 7) doesn't tell. */
  received: number | undefined = undefined;
}

export const undici: Library = {
  name: 'undici',
  connect() {
    listen<Message>('undici:request:create', 'Starting a fetch', ({ request }) => {
      if (isOwnTraffic()) return;
      const call = new UndiciCall(request.method, String(request.origin), request.path);
      keepCall(request, call);
      writeHeaders(call.context, call.origin.address ?? '', (name, value) => setHeader(request, name, value));
    });
    listen<Message>('undici:request:headers', 'Reading the answer of a fetch', ({ request, response }) => {
      const call = openCall(request);
      if (!call) return;
      call.status = response.statusCode;
      call.announced = announcedLength(response.headers);
    });
    listen<Message>('undici:request:bodyChunkReceived', 'Measuring the answer of a fetch', ({ request, chunk }) => {
      const call = openCall(request);
      if (call) call.received = (call.received ?? 0) + Buffer.byteLength(chunk);
    });
    listen<Message>('undici:request:trailers', 'Ending a fetch', ({ request }) => {
      const call = openCall(request);
      if (call) endCall(call, call.status, request.contentLength ?? undefined, call.received ?? call.announced);
    });
    listen<Message>('undici:request:error', 'Ending a fetch', ({ request, error }) => {
      const call = openCall(request);
      if (call) failCall(call, error);
    });
  },
};

function openCall(request: UndiciRequest): UndiciCall | undefined {
  const call = callOf(request) as UndiciCall | undefined;
  return call?.isOpen ? call : undefined;
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
function setHeader(request: UndiciRequest, name: string, value: string | undefined): void {
  const { headers } = request;
  const at = Array.isArray(headers) ? headers.findIndex((each, index) => index % 2 === 0 && String(each).toLowerCase() === name) : -1;
  if (at >= 0 && value === undefined) (headers as unknown[]).splice(at, 2);
  else if (at >= 0) (headers as unknown[])[at + 1] = value;
  else if (value !== undefined) request.addHeader(name, value);
}
