// The parts of ws 7 and 8 that are used: internals that have been the same since 7.0.

import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';

export interface WebSocketLike extends EventEmitter {
  readonly bufferedAmount: number;
  readonly readyState: number;
  readonly protocol: string;
  readonly url?: string;
  readonly _isServer: boolean;
  readonly _closeCode: number;
  readonly _extensions: Readonly<Record<string, unknown>>;
  readonly _sender: object;
  readonly _socket: Socket;
  ping(): void;
}

export type Receiver = EventEmitter & Record<symbol, WebSocketLike>;

/** `readyState` of a connection on which one may send. */
export const OPEN = 1;
export const DEFLATE = 'permessage-deflate';

/** Bytes of whatever may be sent or received. */
export function sizeOf(data: unknown): number {
  if (typeof data === 'string') return Buffer.byteLength(data);
  if (Array.isArray(data)) return data.reduce((sum: number, part) => sum + sizeOf(part), 0);
  const { byteLength, size } = (data ?? {}) as { byteLength?: unknown; size?: unknown };
  return typeof byteLength === 'number' ? byteLength : typeof size === 'number' ? size : 0;
}

/** The first `max` characters of a text message; undefined for a binary one. */
export function beginningOf(data: unknown, isText: boolean, max: number): string | undefined {
  if (!isText) return undefined;
  if (typeof data === 'string') return data.length > max ? data.slice(0, max) : data;
  return Buffer.isBuffer(data) ? data.toString('utf8', 0, max) : undefined;
}

/** The WebSocket that a receiver belongs to: ws keeps it under a symbol that each copy of the package makes anew. */
export function webSocketKey(receiver: object): symbol | undefined {
  return Object.getOwnPropertySymbols(receiver).find((symbol) => symbol.description === 'websocket');
}
