// The body of a request, as far as it may be: small, in time, and small when it is unpacked.

import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** What a page may have under way by sendBeacon or fetch with keepalive, in bytes (Fetch standard, "inflight keepalive bytes"). */
const BODY_MAX_BYTES = 65_536;
/** What that may unpack to: OTLP of browsers shrinks to a quarter or less. The Collector's listener takes no more. */
const UNPACKED_MAX_BYTES = 262_144;
/** What is read of a refused request, so that its sender sees the answer and no broken connection. */
const DISCARDED_MAX_BYTES = 1_048_576;

const unpack = promisify(gunzip);

/** Reads a body; undefined when it is too large. Rejects when the client goes away or the bytes aren't gzip. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_MAX_BYTES) return undefined;
  const bytes = await readBytes(request);
  if (bytes === undefined || request.headers['content-encoding'] !== 'gzip') return bytes;
  try {
    return await unpack(bytes, { maxOutputLength: UNPACKED_MAX_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}

/** Reads on without keeping anything; who sends much more than was allowed is cut off. */
export function discardBody(request: IncomingMessage): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DISCARDED_MAX_BYTES) request.destroy();
  });
  request.resume();
}

function readBytes(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= BODY_MAX_BYTES) return;
      request.off('data', take);
      resolve(undefined);
    };
    request.on('data', take);
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away')));
  });
}
