// Where the requests of one signal go, and how: the standard OTEL_EXPORTER_OTLP_* variables, read by the SDK's own rules.

import type { Agent } from 'node:http';
import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import type { Signal } from '../ledger.ts';
import { hasTokenFile, tokenHeader } from './token-file.ts';
import type { PostRequest } from './transport.ts';

/** A request without its body. */
export type Destination = Omit<PostRequest, 'body'>;

export interface DestinationOptions {
  readonly httpAgentOptions: (protocol: string) => Agent;
  /** Left out where a variable of the signal says it. */
  readonly url?: string;
  readonly timeoutMillis?: number;
}

const CONTENT_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;
/** A timer of Node that should last longer goes off at once, and warns the application. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** As the specification of OTLP exporters wants it: a name of ours, and the language. */
const USER_AGENT = 'Peragus-OTLP-Exporter-JavaScript';

export async function findDestination(
  signal: Signal,
  options: DestinationOptions,
  encoding: keyof typeof CONTENT_TYPES,
): Promise<Destination> {
  const required = { 'Content-Type': CONTENT_TYPES[encoding], 'User-Agent': USER_AGENT };
  const http = convertLegacyHttpOptions(options, signal.toUpperCase(), `v1/${signal}`, required);
  const standing = await http.headers();
  let agent: Agent | undefined;
  return {
    url: http.url,
    // Asked for with each request.
    get headers() {
      return { ...standing, ...tokenHeader(process.env) };
    },
    isTokenRenewable: hasTokenFile(process.env),
    // The variables of a signal are read by the SDK, which takes any number.
    timeoutMs: Math.min(http.timeoutMillis, LONGEST_TIMER_MS),
    gzip: http.compression === 'gzip',
    // Made by the first request: for https it brings TLS.
    get agent() {
      agent ??= options.httpAgentOptions(new URL(http.url).protocol);
      return agent;
    },
  };
}
