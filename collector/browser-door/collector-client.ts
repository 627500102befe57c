// Hands a body to the Collector's listener for browsers, and tells what it answered.

import { Agent, request } from 'node:http';

export interface CollectorAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly type: string;
}

/** Requests under way: a burst of all addresses; 256 bodies are at most 64 MiB. More would only wait, here or there. */
const UNDER_WAY_MAX = 256;
/** What the Collector works on at a time: what waits, waits here, and not before a service's request. */
const AT_ONCE = 4;
const ANSWER_MAX_BYTES = 8_192;
const ANSWER_WITHIN_MS = 5_000;

const BUSY: CollectorAnswer = { status: 503, body: Buffer.alloc(0), type: 'text/plain' };

export class CollectorClient {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  #underWay = 0;

  constructor(url: string) {
    this.#url = url.replace(/\/$/, '');
  }

  /** Never rejects: what can't be handed over is a 503, and the page may try again. */
  async post(path: string, type: string, body: Buffer): Promise<CollectorAnswer> {
    if (this.#underWay >= UNDER_WAY_MAX) return BUSY;
    this.#underWay += 1;
    try {
      return await this.#send(path, type, body);
    } catch {
      return BUSY;
    } finally {
      this.#underWay -= 1;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(path: string, type: string, body: Buffer): Promise<CollectorAnswer> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': type, 'content-length': body.length };
      const options = { method: 'POST', headers, agent: this.#agent, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
      const sent = request(`${this.#url}${path}`, options, (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= ANSWER_MAX_BYTES) chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 503,
            body: Buffer.concat(chunks),
            type: response.headers['content-type'] ?? 'application/json',
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
