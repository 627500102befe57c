// Stand-ins for what the observed services talk to: a provider of language models, and a receiver of telemetry that can refuse.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Longer than the limit of AiLatencyHigh. */
const SLOW_ANSWER_MS = 83_000;
/** At the price of a large model a few dollars. */
const OUTPUT_TOKENS = 50_000;

export class StandIns {
  readonly #ai: Server;
  readonly #receiver: Server;
  aiUrl = '';
  receiverUrl = '';
  /** The receiver answers with 503 while it is true. */
  refuses = false;

  constructor() {
    this.#ai = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const { model = '' } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
      const isDown = model.startsWith('down');
      const body = isDown ? { error: { message: 'overloaded', type: 'server_error' } } : completion(model);
      const send = () => response.writeHead(isDown ? 500 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (model.startsWith('slow')) setTimeout(send, SLOW_ANSWER_MS).unref();
      else send();
    });
    this.#receiver = createServer((request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(this.refuses ? 503 : 200, { 'content-type': 'application/x-protobuf' }).end());
    });
  }

  async listen(): Promise<void> {
    this.aiUrl = await listen(this.#ai);
    this.receiverUrl = await listen(this.#receiver);
  }

  close(): void {
    for (const server of [this.#ai, this.#receiver]) {
      server.closeAllConnections();
      server.close();
    }
  }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const completion = (model: string): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_700_000_000,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: OUTPUT_TOKENS, total_tokens: OUTPUT_TOKENS + 10 },
});
