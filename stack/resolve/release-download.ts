// Downloads with limits: a short time to the first answer, a longer one without a byte, and a largest size.

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** An offline machine goes on after this. */
const ANSWER_LIMIT_MS = 5_000;
/** No byte for this long, and the download is given up. */
const STALL_LIMIT_MS = 20_000;
const TEXT_LIMIT_BYTES = 1_000_000;
const FILE_LIMIT_BYTES = 1_000_000_000;
const REPORT_EVERY_MS = 1_000;

/** Why there is no download. `siteIsGone`: no answer at all, so that other files of the site need no try. */
export interface Refusal {
  readonly because: string;
  readonly siteIsGone: boolean;
}

interface FileOptions {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (receivedBytes: number, totalBytes: number | undefined) => void;
}

/** Fetches a small text, all of it within 5 s. */
export async function downloadText(url: string, signal: AbortSignal | undefined): Promise<{ text: string } | Refusal> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  try {
    const response = await request(url, signal === undefined ? limit : AbortSignal.any([signal, limit]));
    if ('because' in response) return response;
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.length > TEXT_LIMIT_BYTES) return { because: `${url} is no list of checksums`, siteIsGone: false };
    }
    return { text };
  } catch (error) {
    signal?.throwIfAborted();
    return {
      because: explainNetworkFailure(url, error, limit.aborted ? `no answer within ${ANSWER_LIMIT_MS / 1000} s` : undefined),
      siteIsGone: true,
    };
  }
}

/**
 * Fetches a file of up to 1 GB.
 * @returns undefined when all of it was written.
 * @throws errors of the file system, such as ENOSPC, as they are; the abort reason.
 */
export async function downloadFile(url: string, file: string, { signal, onProgress }: FileOptions): Promise<Refusal | undefined> {
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), ANSWER_LIMIT_MS);
  let received = 0;
  let reportedAt = 0;
  try {
    const response = await request(url, signal === undefined ? stall.signal : AbortSignal.any([signal, stall.signal]));
    if ('because' in response) return response;
    await pipeline(
      response.body,
      async function* count(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          clearTimeout(timer);
          timer = setTimeout(() => stall.abort(), STALL_LIMIT_MS);
          received += chunk.byteLength;
          if (received > FILE_LIMIT_BYTES) throw new Error('it is larger than 1 GB');
          if (Date.now() - reportedAt >= REPORT_EVERY_MS) {
            reportedAt = Date.now();
            onProgress(received, response.totalBytes);
          }
          yield chunk;
        }
      },
      createWriteStream(file),
    );
    onProgress(received, response.totalBytes);
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    // Only the file can fail at these calls; the network fails at others.
    if (['open', 'write', 'close'].includes((error as NodeJS.ErrnoException).syscall ?? '')) throw error;
    const stalled = stall.signal.aborted ? `no byte for too long after ${received}` : undefined;
    return { because: explainNetworkFailure(url, error, stalled), siteIsGone: false };
  } finally {
    clearTimeout(timer);
  }
}

async function request(
  url: string,
  signal: AbortSignal,
): Promise<{ body: ReadableStream<Uint8Array>; totalBytes: number | undefined } | Refusal> {
  const response = await fetch(url, { signal });
  // A redirect may lead from the site to where it keeps its files, but never out of https.
  if (new URL(url).protocol === 'https:' && new URL(response.url).protocol !== 'https:') {
    return { because: `${url} leads out of https`, siteIsGone: false };
  }
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    return { because: `${url} answers ${response.status}`, siteIsGone: false };
  }
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  return { body: response.body, totalBytes: Number.isFinite(length) ? length : undefined };
}

function explainNetworkFailure(url: string, error: unknown, known: string | undefined): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const said = known ?? (cause as NodeJS.ErrnoException).code ?? (cause instanceof Error ? cause.message : String(cause));
  return `${new URL(url).host} can't be reached or broke off (${said})`;
}
