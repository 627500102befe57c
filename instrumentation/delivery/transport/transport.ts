// One request to the receiver: a total time limit, no redirect followed, nothing that keeps the process alive, and one answer.

import { type Agent, type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { gzip } from 'node:zlib';
import { reasonOf } from '../../errors.ts';
import { type Answer, rejectedIn, retryAfterMs, verdictOf } from './answers.ts';
import { quietAgent } from './quiet-agent.ts';

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** From the first byte out to the last byte in, connecting included. */
  readonly timeoutMs: number;
  readonly gzip?: boolean;
  /** Whose connections are used again; must be a quiet one. */
  readonly agent?: Agent;
  /** The token in the headers comes out of a file, and may be another one soon. */
  readonly isTokenRenewable?: boolean;
}

/** What of a request its answer is read by. */
interface Sent {
  readonly sentType: string;
  readonly isTokenRenewable: boolean;
}

/** Most of an answer that is read, in bytes: what counts stands in its beginning. */
const ANSWER_MAX_BYTES = 65_536;

/** Sends a request once. Never rejects. */
export async function post(request: PostRequest): Promise<Answer> {
  const endMs = performance.now() + request.timeoutMs;
  try {
    const { body, headers } = request.gzip ? await compressed(request) : request;
    for (;;) {
      const answer = await attemptOnce({ ...request, body, headers }, endMs);
      // The receiver had closed a kept connection just when it was used: the next one is tried, and a new one in the end.
      if (answer !== 'stale') return answer;
    }
  } catch (error) {
    // An address or a header that Node doesn't take.
    return { kind: 'later', reason: reasonOf(error) };
  }
}

function attemptOnce(
  { url, headers, body, timeoutMs, agent, isTokenRenewable = false }: PostRequest,
  endMs: number,
): Promise<Answer | 'stale'> {
  return new Promise((resolve) => {
    const isTls = url.startsWith('https:');
    const options = {
      method: 'POST',
      headers: { ...headers, 'Content-Length': body.length },
      agent: agent ?? quietAgent(isTls ? 'https:' : 'http:'),
    };
    const request: ClientRequest = (isTls ? requestTls : requestPlain)(url, options, (response) => {
      readAnswer(response, { sentType: headers['Content-Type'] ?? '', isTokenRenewable }, resolve);
      response.once('close', () => {
        isOver = true;
        clearTimeout(deadline);
      });
    });
    let isOver = false;
    const giveUp = () => {
      if (isOver) return;
      resolve({ kind: 'later', reason: `no answer within ${timeoutMs} ms` });
      request.destroy();
    };
    // When the application has blocked the event loop, the timer comes first, and right behind it an answer that arrived long ago.
    const deadline = setTimeout(() => setImmediate(giveUp), Math.max(endMs - performance.now(), 1)).unref();
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(deadline);
      const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      resolve(isStale ? 'stale' : { kind: 'later', reason: reasonOf(error) });
    });
    request.end(body);
  });
}

// A good status counts when the answer is whole: only then it's known what was refused. Of the others the status says all.
function readAnswer(response: IncomingMessage, { sentType, isTokenRenewable }: Sent, resolve: (answer: Answer) => void): void {
  const status = response.statusCode ?? 0;
  const { headers } = response;
  if (status < 200 || status > 299) {
    const fail = (text: string) => {
      try {
        resolve(failedAnswer(meantBy(status, text), isTokenRenewable, retryAfterMs(headers['retry-after'], headers.date)));
      } catch (error) {
        resolve({ kind: 'later', status, reason: reasonOf(error) });
      }
    };
    response.on('error', () => fail(''));
    if (status === BAD_REQUEST) response.once('data', (chunk: Buffer) => fail(chunk.toString('utf8'))).once('end', () => fail(''));
    else fail('');
    response.resume();
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const settle = () => {
    try {
      resolve({ kind: 'taken', rejected: rejectedIn(Buffer.concat(chunks), headers['content-type'] ?? sentType) });
    } catch (error) {
      resolve({ kind: 'later', reason: reasonOf(error) });
    }
  };
  response.on('data', (chunk: Buffer) => {
    if (size < ANSWER_MAX_BYTES) chunks.push(chunk);
    size += chunk.length;
    if (size < ANSWER_MAX_BYTES) return;
    settle();
    response.destroy();
  });
  response.on('end', settle);
  response.on('error', (error) => resolve({ kind: 'later', reason: reasonOf(error) }));
}

const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;
const CONTENT_TOO_LARGE = 413;

// The Collector's receiver answers 400 where HTTP has 413 (otlpreceiver 0.158, readAndCloseBody); the words are net/http's.
const meantBy = (status: number, text: string): number =>
  status === BAD_REQUEST && text.includes('request body too large') ? CONTENT_TOO_LARGE : status;

function failedAnswer(status: number, isTokenRenewable: boolean, afterMs: number | undefined): Answer {
  // While a token is replaced on both sides, one of them is first: the data wait for the other.
  const canBeCured = status === UNAUTHORIZED && isTokenRenewable;
  if (verdictOf(status) !== 'later' && !canBeCured) return { kind: 'refused', status };
  const reason = `the Collector answered ${status}`;
  return { kind: 'later', status, reason, ...(afterMs === undefined ? {} : { afterMs }) };
}

function compressed({ body, headers }: PostRequest): Promise<Pick<PostRequest, 'body' | 'headers'>> {
  return new Promise((resolve, reject) => {
    gzip(body, (error, bytes) => (error ? reject(error) : resolve({ body: bytes, headers: { ...headers, 'Content-Encoding': 'gzip' } })));
  });
}
