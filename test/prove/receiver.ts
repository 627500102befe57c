// Stands in for the channels: takes what Alertmanager sends to people and to the heartbeat, with the time, and can be told to fail.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

type Labels = Readonly<Record<string, string>>;

/** One alert of one message. */
export interface Told {
  readonly atMs: number;
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  /** When the alert began to fire, by Prometheus. */
  readonly startsAt: string;
}

export class Receiver {
  readonly told: Told[] = [];
  readonly beatsAtMs: number[] = [];
  /** Answers the heartbeat with 500 while it is true. */
  heartbeatFails = false;
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const isBeat = request.url === '/heartbeat';
      response.writeHead(isBeat && this.heartbeatFails ? 500 : 200).end();
      const atMs = Date.now();
      if (isBeat) {
        if (!this.heartbeatFails) this.beatsAtMs.push(atMs);
        return;
      }
      const { receiver, alerts } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      for (const { status, labels, startsAt } of alerts) this.told.push({ atMs, receiver, status, labels, startsAt });
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
