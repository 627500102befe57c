// Upgrades that this process asked for and did not get, seen through Node's diagnostics channels; the HTTP client makes their spans.

import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { guarded } from '../../errors.ts';
import { errorTypeOf } from '../../signals/spans.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import { countFailure } from './upgrade-span.ts';

interface Message {
  readonly request: ClientRequest;
  readonly response: IncomingMessage;
  readonly error: unknown;
}

const isUpgrade = (request: ClientRequest) => String(request.getHeader('upgrade')).toLowerCase() === 'websocket';

/** Counts refused and failed upgrades of clients. */
export function countRefusals(): void {
  const counted = new WeakSet<ClientRequest>();
  const count = (request: ClientRequest, labels: Record<string, string | number>) => {
    if (counted.has(request)) return;
    counted.add(request);
    countFailure('client', labels);
  };
  const onAnswer = guarded('Counting a refused upgrade', ({ request, response }: Message) => {
    const status = response.statusCode ?? 0;
    if (!isUpgrade(request) || status === 101) return;
    count(request, { [a.httpResponseStatusCode.key]: status, [a.errorType.key]: String(status) });
  });
  const onError = guarded('Counting a failed upgrade', ({ request, error }: Message) => {
    if (isUpgrade(request)) count(request, { [a.errorType.key]: errorTypeOf(error) });
  });
  subscribe('http.client.response.finish', (message) => onAnswer(message as Message));
  subscribe('http.client.request.error', (message) => onError(message as Message));
}
