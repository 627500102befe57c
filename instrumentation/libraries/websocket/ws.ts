// ws 7 and 8, server and client: connections, messages, pings and compression, seen at its receiver and sender.
//
// Both sides make one receiver and one sender a connection and register ws's own listeners on the receiver; so overlaying those two
// prototypes sees every connection, whether the application uses require, import, a subclass or a server without HTTP of its own.

import { attempt, guarded, tellFailure } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { patchFile } from '../../hooks/module-hook.ts';
import type { Settings } from '../../settings/index.ts';
import { currentContext } from '../../signals/spans.ts';
import { callBehind, watchClientUpgrades } from './client-upgrades.ts';
import { type Beginning, type Connection, endConnection, openConnection, recordRatio } from './connection.ts';
import { makeNameReader } from './message-name.ts';
import { addSocket, beatEvery, removeSocket, watchBuffers } from './open-sockets.ts';
import { Pings } from './pings.ts';
import { type Reading, surround, watchThrown } from './received.ts';
import { recordSend } from './sent.ts';
import { upgradeOf } from './upgrades.ts';
import { DEFLATE, type Receiver, sizeOf, type WebSocketLike, webSocketKey } from './ws-parts.ts';

type Method = (this: never, ...args: never[]) => unknown;
interface Link {
  readonly connection: Connection;
  readonly webSocket: WebSocketLike;
  readonly pings: Pings;
}

const byReceiver = new WeakMap<object, Link>();
const bySender = new WeakMap<object, Link>();

export const ws: Library = {
  name: 'ws',
  connect(settings: Settings) {
    const reading: Reading = { readName: makeNameReader(settings.websocketExtractor), trace: settings.websocketTrace };
    let isFirst = true;
    patchFile('ws', {
      file: 'lib/receiver.js',
      apply({ prototype }: { readonly prototype: object }) {
        if (isFirst) start(settings);
        isFirst = false;
        overlayReceiver(prototype, reading);
      },
    });
    patchFile('ws', {
      file: 'lib/sender.js',
      apply: ({ prototype }: { readonly prototype: object }) => overlaySender(prototype, reading),
    });
  },
};

// Only an application that loads ws gets these.
function start(settings: Settings): void {
  watchThrown();
  watchBuffers();
  watchClientUpgrades();
  beatEvery(settings.websocketHeartbeatSeconds);
}

function overlay<M extends Method>(prototype: object, name: string, make: (original: M) => M): void {
  const original = Reflect.get(prototype, name) as M;
  const value = make(original);
  Object.defineProperty(value, 'name', { value: original.name });
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
}

function overlayReceiver(prototype: object, reading: Reading): void {
  type On = (this: Receiver, event: string, listener: (...args: unknown[]) => void) => unknown;
  overlay<On>(prototype, 'on', (original) => {
    return function (event, listener) {
      if (event === 'pong') attempt('Opening a connection', () => open(this, (onPong) => original.call(this, 'pong', onPong)));
      const around = event === 'message' ? attempt('Surrounding a message', () => surroundMessages(this, reading)) : undefined;
      if (around === undefined) return original.call(this, event, listener);
      original.call(this, event, around.before);
      original.call(this, event, listener);
      return original.call(this, event, around.after);
    };
  });
  // The last thing ws does before it emits `close`.
  overlay<(this: Receiver, ...args: unknown[]) => unknown>(prototype, 'removeAllListeners', (original) => {
    return function (...args) {
      if (args.length === 0) close(this);
      return original.apply(this, args);
    };
  });
  overlay<(this: Receiver, data: unknown, ...rest: unknown[]) => unknown>(prototype, 'decompress', (original) => {
    return function (data, ...rest) {
      const link = byReceiver.get(this);
      if (link) countInflating(link.connection, data);
      return original.call(this, data, ...rest);
    };
  });
}

function surroundMessages(receiver: Receiver, reading: Reading): ReturnType<typeof surround> | undefined {
  const key = webSocketKey(receiver);
  return key === undefined ? undefined : surround(receiver, () => byReceiver.get(receiver)?.connection, key, reading);
}

function countInflating(connection: Connection, data: unknown): void {
  try {
    connection.inflating += sizeOf(data);
  } catch (error) {
    tellFailure('Measuring a compressed message', error);
  }
}

function noteDeflating(connection: Connection, data: unknown): void {
  try {
    connection.deflating = sizeOf(data);
  } catch (error) {
    tellFailure('Measuring a message before its compression', error);
  }
}

function open(receiver: Receiver, listen: (onPong: (payload: unknown) => void) => void): void {
  const key = webSocketKey(receiver);
  const webSocket = key && receiver[key];
  if (!webSocket) return;
  const connection = openConnection(describe(webSocket));
  const link: Link = { connection, webSocket, pings: new Pings() };
  byReceiver.set(receiver, link);
  bySender.set(webSocket._sender, link);
  addSocket(webSocket);
  listen(guarded('Timing a pong', (payload: unknown) => link.pings.answered(payload, connection)));
}

function describe(webSocket: WebSocketLike): Beginning {
  const { _socket: socket, _isServer: isServer } = webSocket;
  const compression = webSocket._extensions[DEFLATE] ? DEFLATE : 'none';
  if (!isServer) {
    const call = callBehind(socket);
    const context = call?.context ?? currentContext();
    return { side: 'client', compression, span: call?.span, context, client: `client of ${webSocket.url}` };
  }
  const upgrade = upgradeOf(socket);
  return { side: 'server', compression, span: upgrade?.span, context: upgrade?.context ?? currentContext(), client: upgrade?.client };
}

const close = guarded('Ending a connection', (receiver: Receiver) => {
  const link = byReceiver.get(receiver);
  if (!link) return;
  byReceiver.delete(receiver);
  removeSocket(link.webSocket);
  endConnection(link.connection, link.webSocket._closeCode);
});

function overlaySender(prototype: object, { readName }: Reading): void {
  type Options = { readonly binary?: boolean; readonly fin?: boolean } | undefined;
  overlay<(this: object, data: unknown, options: Options, cb: unknown) => unknown>(prototype, 'send', (original) => {
    return function (data, options, cb) {
      const link = bySender.get(this);
      // A message sent in pieces is one message, at its last piece.
      const done =
        link && options?.fin !== false
          ? attempt('Recording a sent message', () => recordSend(link.connection, data, !options?.binary, readName))
          : undefined;
      if (!done) return original.call(this, data, options, cb);
      let isSent = false;
      try {
        const result = original.call(this, data, options, cb);
        isSent = true;
        return result;
      } finally {
        done(isSent);
      }
    };
  });
  overlay<(this: object, data: unknown, mask: unknown, cb: unknown) => unknown>(prototype, 'ping', (original) => {
    return function (data, mask, cb) {
      attempt('Timing a ping', () => bySender.get(this)?.pings.sent(data));
      return original.call(this, data, mask, cb);
    };
  });
  // While one message is compressed all others wait, so the next frame is the compressed one.
  overlay<(this: object, data: unknown, compress: unknown, ...rest: unknown[]) => unknown>(prototype, 'dispatch', (original) => {
    return function (data, compress, ...rest) {
      const link = bySender.get(this);
      if (link && compress) noteDeflating(link.connection, data);
      return original.call(this, data, compress, ...rest);
    };
  });
  overlay<(this: object, list: readonly unknown[], cb: unknown) => unknown>(prototype, 'sendFrame', (original) => {
    return function (list, cb) {
      const link = bySender.get(this);
      if (link && link.connection.deflating > 0) recordSaving(link.connection, list[1]);
      return original.call(this, list, cb);
    };
  });
}

const recordSaving = guarded('Recording a compression ratio', (connection: Connection, payload: unknown) => {
  recordRatio(connection, 'transmit', connection.deflating, sizeOf(payload));
  connection.deflating = 0;
});
