// Stands in for AI services on loopback: OpenAI chat, responses and embeddings, Anthropic messages and Google generateContent, whole and streamed.
//
// The model's name says how it behaves: `flaky` refuses every first attempt with 429, `down` always fails with 500, `denied` with 401,
// `slow` streams without end, `cut` breaks its stream off, `tools` asks for a tool first. Anything else answers at once.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOf, eventsOf, failureOf, type Wire } from './ai-answers.ts';

export interface Attempt {
  readonly path: string;
  readonly model: string;
  readonly status: number;
  /** Trace context that came along. */
  readonly traceparent: string | undefined;
  /** Tokens that the answer told; 0 when it told none. */
  readonly input: number;
  readonly output: number;
}

/** Time between two chunks of a slow stream. */
const SLOW_MS = 20;

export class AiStub {
  readonly attempts: Attempt[] = [];
  /** Streams that the client gave up. */
  abandoned = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.#answer(request, response, Buffer.concat(chunks).toString()));
    });
  }

  /** Listens on a free port of loopback and gives the origin. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #answer(request: IncomingMessage, response: ServerResponse, text: string): void {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const body = JSON.parse(text || '{}');
    const model = String(body.model ?? /\/models\/([^:]+):/.exec(path)?.[1] ?? '');
    const wire = wireOf(path);
    const earlier = this.attempts.filter((each) => each.model === model).length;
    const status = statusOf(model, earlier);
    const streamed = body.stream === true || path.endsWith(':streamGenerateContent');
    // As the real one: a chat stream tells its tokens only when asked to.
    const tellsUsage = wire !== 'chat' || !streamed || body.stream_options?.include_usage === true;
    const whole = status === 200 && !/slow|cut/.test(model);
    const tokens = whole && tellsUsage ? { input: 11, output: wire === 'embeddings' ? 0 : 7 } : { input: 0, output: 0 };
    this.attempts.push({ path, model, status, traceparent: request.headers.traceparent as string | undefined, ...tokens });
    if (status !== 200) {
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '10' });
      response.end(JSON.stringify(failureOf(wire, status)));
      return;
    }
    const toolFirst = model.includes('tools') && !/"role":"tool"|function_call_output|tool_result/.test(text);
    const said = { wire, model: datedName(model), count: Array.isArray(body.input) ? body.input.length : 1, toolFirst, tellsUsage };
    if (!streamed) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answerOf(said)));
    } else this.#stream(response, eventsOf(said), model);
  }

  #stream(response: ServerResponse, events: readonly string[], model: string): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.on('close', () => {
      if (!response.writableFinished) this.abandoned += 1;
    });
    if (!/slow|cut/.test(model)) {
      for (const event of events) response.write(event);
      response.end();
      return;
    }
    const [first = '', second = ''] = events;
    response.write(first);
    if (model.includes('cut')) {
      response.write(second, () => response.destroy());
      return;
    }
    const timer = setInterval(() => response.write(second), SLOW_MS);
    response.on('close', () => clearInterval(timer));
  }
}

function wireOf(path: string): Wire {
  if (path.endsWith('/embeddings')) return 'embeddings';
  if (path.endsWith('/responses')) return 'responses';
  if (path.endsWith('/messages')) return 'anthropic';
  return path.includes(':') ? 'google' : 'chat';
}

function statusOf(model: string, earlier: number): number {
  if (model.includes('down')) return 500;
  if (model.includes('denied')) return 401;
  return model.includes('flaky') && earlier % 2 === 0 ? 429 : 200;
}

/** Providers answer with the dated version of a model. */
const datedName = (model: string): string => (model === 'gpt-4o-mini' ? 'gpt-4o-mini-2024-07-18' : model);
