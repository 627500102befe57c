// The page's side of Srcbook for tests: one trace for the visit, and a count of every request and message that it made.

import { randomBytes } from 'node:crypto';
import WebSocket from 'ws';
import { callApi } from '../../examples/srcbook/driver.ts';
import { waitFor } from './wait.ts';

type Message = readonly [topic: string, event: string, payload: Record<string, unknown>];
const DEADLINE_MS = 30_000;

export class SrcbookPage {
  readonly traceId = randomBytes(16).toString('hex');
  /** `METHOD path` of every request to the API. */
  readonly requests: string[] = [];
  readonly sent: string[] = [];
  readonly received: Message[] = [];
  readonly #web: string;
  #socket: WebSocket | undefined;

  constructor(webUrl: string) {
    this.#web = webUrl;
  }

  /** What a traced page sends along. */
  get #headers(): Record<string, string> {
    return { traceparent: `00-${this.traceId}-${randomBytes(8).toString('hex')}-01` };
  }

  /** A request to the API, whatever it answers; `undefined` when the connection broke. */
  async call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: { result?: unknown; error?: unknown } } | undefined> {
    this.requests.push(`${method} ${path}`);
    try {
      return await callApi(this.#web, method, path, body, this.#headers);
    } catch {
      return undefined;
    }
  }

  async connect(): Promise<void> {
    const url = new URL('/websocket', this.#web);
    url.protocol = 'ws:';
    const socket = new WebSocket(url, { headers: this.#headers });
    socket.on('error', () => undefined);
    socket.on('message', (data) => this.received.push(JSON.parse(String(data)) as Message));
    this.#socket = socket;
    await waitFor('the WebSocket to open', () => socket.readyState === WebSocket.OPEN, DEADLINE_MS);
  }

  /** Sends one message; a text goes as it is. */
  send(topic: string, event: string, payload: object): void {
    this.sendText(JSON.stringify([topic, event, payload]));
  }
  sendText(text: string): void {
    this.sent.push(text);
    this.#socket?.send(text);
  }

  /** The first message of this event that `matches`, of those that came and will come. */
  async hears(event: string, matches: (payload: Record<string, unknown>) => boolean = () => true): Promise<Message> {
    return waitFor(`message ${event}`, () => this.received.find((message) => message[1] === event && matches(message[2])), DEADLINE_MS);
  }

  async disconnect(): Promise<void> {
    const socket = this.#socket;
    socket?.close();
    await waitFor('the WebSocket to close', () => !socket || socket.readyState === WebSocket.CLOSED, DEADLINE_MS);
  }
}
