// Posts prepared bodies as fast as they are answered, on many connections at once.

import { Agent, request } from 'node:http';

export interface Flood {
  /** Answers, by status; 0 is none. */
  readonly answers: ReadonlyMap<number, number>;
  /** What answers of 500 said. */
  readonly failures: ReadonlySet<string>;
  /** Which of the bodies were acknowledged at least once. */
  readonly acknowledged: ReadonlySet<number>;
}

export interface FloodPlan {
  readonly url: string;
  readonly bodies: readonly Buffer[];
  /** `application/json` or `application/x-protobuf`, of each body. */
  typeOf(body: number): string;
  readonly connections: number;
  /** Is it over, having sent so many? */
  isOver(sent: number): boolean;
}

const ANSWER_WITHIN_MS = 30_000;

export async function flood({ url, bodies, typeOf, connections, isOver }: FloodPlan): Promise<Flood> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const answers = new Map<number, number>();
  const acknowledged = new Set<number>();
  const failures = new Set<string>();
  let sent = 0;
  const work = async () => {
    while (!isOver(sent)) {
      const body = sent++ % bodies.length;
      const { status, text } = await post(agent, url, bodies[body] as Buffer, typeOf(body));
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (status === 200) acknowledged.add(body);
      else if (status === 500) failures.add(text);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return { answers, acknowledged, failures };
}

function post(agent: Agent, url: string, body: Buffer, type: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    let text = '';
    const settle = (status: number) => resolve({ status, text });
    const headers = { 'content-type': type, 'content-length': body.length };
    const asked = request(url, { agent, method: 'POST', headers, timeout: ANSWER_WITHIN_MS }, (answer) => {
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => settle(answer.statusCode ?? 0));
      answer.on('error', () => settle(0));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => settle(0));
    asked.end(body);
  });
}
