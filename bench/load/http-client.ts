// One keep-alive HTTP connection over a plain socket: cheap enough to keep a fast server busy from one core.

import { connect, type Socket } from 'node:net';

type Done = (status: number) => void;

export class HttpConnection {
  readonly #socket: Socket;
  readonly ready: Promise<void>;
  #done: Done | undefined;
  #received = '';

  constructor(port: number, onError: (error: Error) => void) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('error', onError);
    this.#socket.on('data', (text) => this.#read(String(text)));
    this.ready = new Promise((resolve) => this.#socket.once('connect', resolve));
  }

  /** Sends a whole request; one at a time. */
  send(request: string, done: Done): void {
    this.#done = done;
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#done = undefined;
    this.#socket.destroy();
  }

  #read(text: string): void {
    this.#received = this.#received === '' ? text : this.#received + text;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    if (this.#received.length < headEnd + 4 + contentLength(this.#received, headEnd)) return;
    const status = Number(this.#received.slice(9, 12));
    this.#received = '';
    const done = this.#done;
    this.#done = undefined;
    done?.(status);
  }
}

/** @throws Error for an answer without a length: the benchmark's applications always say it */
function contentLength(text: string, headEnd: number): number {
  const match = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd));
  if (!match) throw new Error('An answer has no Content-Length.');
  return Number(match[1]);
}
