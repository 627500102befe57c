// One WebSocket connection that sends a message and waits until it comes back.

import WebSocket from 'ws';

const ANSWERED = 200;

export class WebSocketConnection {
  readonly #socket: WebSocket;
  readonly ready: Promise<void>;
  #done: ((status: number) => void) | undefined;

  constructor(port: number, onError: (error: Error) => void) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}/echo`, { perMessageDeflate: false });
    this.#socket.on('error', onError);
    this.#socket.on('message', () => this.#done?.(ANSWERED));
    this.ready = new Promise((resolve) => this.#socket.once('open', () => resolve()));
  }

  send(message: string, done: (status: number) => void): void {
    this.#done = done;
    this.#socket.send(message);
  }

  close(): void {
    this.#done = undefined;
    this.#socket.close();
  }
}
