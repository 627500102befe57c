// All connections of ws that are open: how much waits to be sent on them, and the optional heartbeat.

import { guarded } from '../../errors.ts';
import { observe } from '../../signals/metrics.ts';
import { attribute as a, metric, type WEBSOCKET_SIDES } from '../../vocabulary/index.ts';
import { OPEN, type WebSocketLike } from './ws-parts.ts';

const open = new Set<WebSocketLike>();
const SIDES: readonly (typeof WEBSOCKET_SIDES)[number][] = ['server', 'client'];

export function addSocket(webSocket: WebSocketLike): void {
  open.add(webSocket);
}

export function removeSocket(webSocket: WebSocketLike): void {
  open.delete(webSocket);
}

/** Reports what waits to be sent, at each export. */
export function watchBuffers(): void {
  observe(metric.websocketBuffered, (report) => {
    for (const side of SIDES) report(sum(side), { [a.websocketSide.key]: side });
  });
  observe(metric.websocketBufferedMax, (report) => {
    for (const side of SIDES) report(Math.max(0, ...amounts(side)), { [a.websocketSide.key]: side });
  });
}

const sum = (side: string) => amounts(side).reduce((total, amount) => total + amount, 0);

function amounts(side: string): number[] {
  return [...open].filter(({ _isServer }) => _isServer === (side === 'server')).map(({ bufferedAmount }) => bufferedAmount);
}

/** Pings each open connection again and again; never keeps the process alive. */
export function beatEvery(seconds: number): void {
  if (seconds === 0) return;
  const ping = guarded('Pinging a connection', (webSocket: WebSocketLike) => {
    if (webSocket.readyState === OPEN) webSocket.ping();
  });
  setInterval(() => {
    for (const webSocket of open) ping(webSocket);
  }, seconds * 1000).unref();
}
