// A stand-in of a provider that takes notifications over HTTP: refuses and notes what the provider would refuse, keeps the rest.

import { createServer, type IncomingMessage } from 'node:http';
import { listenLocally } from '../fake-server.ts';

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body: string;
}

/** What a provider does with a body that it was sent. */
interface Provider<M> {
  readonly path: string;
  /** What is wrong with it by the provider's own rules; empty when nothing is. */
  check(body: M): string[];
  accept(body: M): Answer;
  refuse(faults: readonly string[]): Answer;
}

export interface StandIn<M> {
  /** Where Alertmanager sends to. */
  readonly url: string;
  readonly received: M[];
  /** What the provider would have refused, in all of them. */
  readonly faults: string[];
  /** Answers with this status from now on; undefined ends it. */
  failWith(status: number | undefined): void;
  close(): Promise<void>;
}

/** Starts the stand-in on a free port of loopback. */
export async function startProvider<M>({ path, check, accept, refuse }: Provider<M>): Promise<StandIn<M>> {
  const received: M[] = [];
  const faults: string[] = [];
  let failure: number | undefined;
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const body = await readBody(request);
    if (failure !== undefined) return { status: failure, body: 'out of order' };
    if (request.method !== 'POST' || request.url !== path) return { status: 404, body: 'no such place' };
    const wrong = request.headers['content-type']?.startsWith('application/json') ? [] : ['is not sent as application/json'];
    const message = JSON.parse(body) as M;
    wrong.push(...check(message));
    faults.push(...wrong);
    if (wrong.length > 0) return refuse(wrong);
    received.push(message);
    return accept(message);
  };
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, type = 'text/plain', body }) => response.writeHead(status, { 'content-type': type }).end(body),
      (error: Error) => {
        faults.push(error.message);
        response.writeHead(400).end();
      },
    );
  });
  const { port, close } = await listenLocally(server);
  const failWith = (status: number | undefined) => {
    failure = status;
  };
  return { url: `http://127.0.0.1:${port}${path}`, received, faults, failWith, close };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
