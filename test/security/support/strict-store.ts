// A store that speaks TLS only, knows its writers by a header, and counts what it let in and what not.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '../../../scripts/certificates.ts';
import { readTraces } from '../../support/otlp.ts';

export interface StrictStore {
  readonly url: string;
  /** What the header may hold. */
  readonly tokens: Set<string>;
  /** What it held last. */
  shown: string | undefined;
  readonly spans: Set<string>;
  /** Requests by path that had the token, and those that hadn't. */
  readonly taken: string[];
  readonly refused: string[];
  close(): void;
}

/** Listens on a free port of loopback; `header` is the name of the header. */
export async function openStrictStore(door: Certificate, header: string, token: string): Promise<StrictStore> {
  const server = createServer({ cert: readFileSync(door.cert), key: readFileSync(door.key) }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      store.shown = String(request.headers[header]);
      if (!store.tokens.has(store.shown)) {
        store.refused.push(path);
        response.writeHead(401).end();
        return;
      }
      store.taken.push(path);
      if (path.endsWith('/v1/traces')) for (const id of spanIdsIn(Buffer.concat(chunks))) store.spans.add(id);
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const store: StrictStore = { url, tokens: new Set([token]), shown: undefined, spans: new Set(), taken: [], refused: [], close };
  return store;
}

// Entries are read as the official definitions give them.
function spanIdsIn(body: Buffer): string[] {
  const { resourceSpans = [] } = readTraces(body) as ReturnType<typeof JSON.parse>;
  return resourceSpans.flatMap(({ scopeSpans }: ReturnType<typeof JSON.parse>) =>
    scopeSpans.flatMap(({ spans }: ReturnType<typeof JSON.parse>) => spans.map(({ spanId }: { spanId: string }) => spanId)),
  );
}
