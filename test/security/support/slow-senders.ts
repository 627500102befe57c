// Connections that say how much they will send, and then send a byte now and then, for ever.

import { connect, type Socket } from 'node:net';

const BYTE_EVERY_MS = 250;

export class SlowSenders {
  readonly #sockets: Socket[];
  #closed = 0;
  readonly #timer: NodeJS.Timeout;

  private constructor(sockets: Socket[]) {
    this.#sockets = sockets;
    for (const socket of sockets)
      socket
        .on('close', () => (this.#closed += 1))
        .on('error', () => undefined)
        .resume();
    this.#timer = setInterval(() => {
      for (const socket of sockets) if (socket.writable) socket.write(' ');
    }, BYTE_EVERY_MS);
  }

  /** Opens them; settles when all are connected. */
  static async open(port: number, count: number, path: string, headers: readonly string[] = []): Promise<SlowSenders> {
    const head = [`POST ${path} HTTP/1.1`, 'Host: test', 'Content-Type: application/json', 'Content-Length: 60000', ...headers, '', '{'];
    const sockets = await Promise.all(
      Array.from(
        { length: count },
        () =>
          new Promise<Socket>((resolve, reject) => {
            const socket = connect(port, '127.0.0.1', () => resolve(socket));
            socket.once('error', reject);
            socket.write(head.join('\r\n'));
          }),
      ),
    );
    return new SlowSenders(sockets);
  }

  /** Connections that the other side has ended. */
  get closed(): number {
    return this.#closed;
  }

  end(): void {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
  }
}
