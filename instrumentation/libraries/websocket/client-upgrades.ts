// Upgrades that this process asks for, seen through Node's diagnostics channels: which request a connection came from, and refusals.
// The HTTP client makes their spans.

import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { guarded } from '../../errors.ts';
import { callOf } from '../../signals/calls.ts';
import { errorTypeOf, type Work } from '../../signals/spans.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import { countFailure } from './upgrade-span.ts';

interface Message {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
  readonly error: unknown;
}

/** Unanswered upgrades remembered. Those of a proxy never become a connection of ours; the oldest of them make room. */
const PENDING_MAX = 100;
const SWITCHING_PROTOCOLS = 101;

const pending = new Set<ClientRequest>();

/** The span of the request whose upgrade this socket is. */
export function callBehind(socket: object): Work | undefined {
  for (const request of pending) {
    if (request.socket !== socket) continue;
    pending.delete(request);
    return callOf(request);
  }
  return undefined;
}

/** Follows upgrades that begin from now on. */
export function watchClientUpgrades(): void {
  const onCreated = guarded('Noting an upgrade', ({ request }: Message) => {
    if (String(request.getHeader('upgrade')).toLowerCase() !== 'websocket') return;
    const [oldest] = pending;
    if (oldest && pending.size >= PENDING_MAX) pending.delete(oldest);
    pending.add(request);
  });
  const onAnswer = guarded('Counting a refused upgrade', ({ request, response }: Message) => {
    const status = response.statusCode ?? 0;
    if (status === SWITCHING_PROTOCOLS || !pending.delete(request)) return;
    countFailure('client', { [a.httpResponseStatusCode.key]: status, [a.errorType.key]: String(status) });
  });
  const onError = guarded('Counting a failed upgrade', ({ request, error }: Message) => {
    if (pending.delete(request)) countFailure('client', { [a.errorType.key]: errorTypeOf(error) });
  });
  subscribe('http.client.request.created', (message) => onCreated(message as Message));
  subscribe('http.client.response.finish', (message) => onAnswer(message as Message));
  subscribe('http.client.request.error', (message) => onError(message as Message));
}
