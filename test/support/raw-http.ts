// Speaks HTTP by hand: bytes in, bytes out, for requests that no client would send.

import { connect } from 'node:net';

export interface Conversation {
  /** Settles when the server has said this. */
  said(text: string): Promise<void>;
  write(text: string): void;
  /** Cuts the connection, as a client does that goes away. */
  cut(): void;
  /** Everything that the server said, once the connection is over; dates are left out. */
  readonly ended: Promise<string>;
}

/** Opens a connection and sends the bytes. */
export function converse(port: number, bytes: string): Conversation {
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  let heard = '';
  const watchers = new Set<() => void>();
  socket.on('data', (chunk) => {
    heard += chunk;
    for (const watcher of watchers) watcher();
  });
  // How it ended is what the caller looks at.
  socket.on('error', () => undefined);
  const ended = new Promise<string>((settle) => socket.on('close', () => settle(heard.replace(/^Date: .*$/gm, 'Date'))));
  const said = (text: string) =>
    new Promise<void>((settle, reject) => {
      const look = () => heard.includes(text) && settle();
      watchers.add(look);
      look();
      void ended.then(() => reject(new Error(`The connection ended before "${text}"; heard: ${heard}`)));
    });
  return { said, write: (text) => socket.write(text), cut: () => socket.destroy(), ended };
}

/** A request as text; HTTP/1.1 and the last of its connection unless said otherwise. */
export function requestText(line: string, headers: readonly string[] = ['Connection: close'], body = ''): string {
  return [`${line} HTTP/1.1`, 'Host: test', ...headers, '', body].join('\r\n');
}
