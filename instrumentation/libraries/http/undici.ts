// Outgoing requests of fetch and undici, seen through undici's diagnostics channels.

import { subscribe } from 'node:diagnostics_channel';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { isOwnTraffic, writeHeaders } from '../../signals/propagation.ts';
import { type Call, endCall, failCall, startCall } from './outgoing-call.ts';

/** The part of undici's request that its diagnostics channels document. */
interface UndiciRequest {
  readonly origin: string | URL;
  readonly method: string;
  readonly path: string;
  addHeader(name: string, value: string): void;
}
interface Message {
  readonly request: UndiciRequest;
  readonly response: { readonly statusCode: number };
  readonly error: unknown;
}

export const undici: Library = {
  name: 'undici',
  connect() {
    const open = new WeakMap<UndiciRequest, { readonly call: Call; status: number }>();
    const onCreate = guarded('Starting a fetch', ({ request }: Message) => {
      if (isOwnTraffic()) return;
      const call = startCall({ method: request.method, origin: String(request.origin), target: request.path });
      open.set(request, { call, status: 0 });
      writeHeaders(call.context, (name, value) => request.addHeader(name, value));
    });
    const onHeaders = guarded('Reading the answer of a fetch', ({ request, response }: Message) => {
      const pending = open.get(request);
      if (pending) pending.status = response.statusCode;
    });
    const onTrailers = guarded('Ending a fetch', ({ request }: Message) => {
      const pending = open.get(request);
      open.delete(request);
      if (pending) endCall(pending.call, pending.status);
    });
    const onError = guarded('Ending a fetch', ({ request, error }: Message) => {
      const pending = open.get(request);
      open.delete(request);
      if (pending) failCall(pending.call, error);
    });
    subscribe('undici:request:create', (message) => onCreate(message as Message));
    subscribe('undici:request:headers', (message) => onHeaders(message as Message));
    subscribe('undici:request:trailers', (message) => onTrailers(message as Message));
    subscribe('undici:request:error', (message) => onError(message as Message));
  },
};
