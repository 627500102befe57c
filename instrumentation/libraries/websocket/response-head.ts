// Reads the status that somebody writes on the raw socket of an upgrade request: ws, a proxy, or the application itself.

import type { Duplex } from 'node:stream';
import { guarded } from '../../errors.ts';

/** `HTTP/1.1 101 ` and no more. */
const HEAD_LENGTH = 13;
const METHODS = ['write', 'end'] as const;

/** Calls `onStatus` once, with the status of the first bytes written, and leaves the socket as it was. */
export function readStatus(socket: Duplex, onStatus: (status: number | undefined) => void): void {
  const laid = new Map<string, unknown>();
  const restore = () => {
    for (const [method, ours] of laid) {
      // Another's function may lie over ours by now; then ours stays below and only passes on.
      if (Reflect.get(socket, method) === ours) Reflect.deleteProperty(socket, method);
    }
  };
  let isRead = false;
  const look = guarded('Reading the answer to an upgrade', (chunk: unknown) => {
    if (isRead || (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) || chunk.length === 0) return;
    isRead = true;
    restore();
    const head = typeof chunk === 'string' ? chunk.slice(0, HEAD_LENGTH) : Buffer.from(chunk.subarray(0, HEAD_LENGTH)).toString('latin1');
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
    onStatus(status === undefined ? undefined : Number(status));
  });
  for (const method of METHODS) {
    // A socket that somebody has already laid a function over is left alone.
    if (Object.hasOwn(socket, method)) continue;
    const original = socket[method] as (...args: unknown[]) => unknown;
    const ours = function (this: unknown, ...args: unknown[]): unknown {
      look(args[0]);
      return original.apply(this, args);
    };
    laid.set(method, ours);
    Object.defineProperty(socket, method, { value: ours, configurable: true, writable: true, enumerable: false });
  }
}
