// Posts a request of the spool, as JSON, which every OTLP receiver takes whatever the process itself sends.

import type { Answer } from '../transport/answers.ts';
import { readCertificates } from '../transport/certificates.ts';
import { quietAgent } from '../transport/quiet-agent.ts';
import { headersOf } from '../transport/request-headers.ts';
import { hasTokenFile, tokenHeader } from '../transport/token-file.ts';
import { post } from '../transport/transport.ts';
import type { SpoolSignal } from './file-names.ts';

export type SendJson = (signal: SpoolSignal, body: string) => Promise<Answer>;

/** Certificates and headers are those of the standard variables; `timeLeftMs` is asked before each request. */
export function jsonSender(urls: Readonly<Record<SpoolSignal, string>>, timeLeftMs: () => number): SendJson {
  const agents = new Map<SpoolSignal, ReturnType<typeof quietAgent>>();
  return (signal, body) => {
    const url = urls[signal];
    const agent = agents.get(signal) ?? quietAgent(new URL(url).protocol, () => readCertificates(process.env, signal));
    agents.set(signal, agent);
    const headers = { ...headersOf(process.env, signal), ...tokenHeader(process.env), 'Content-Type': 'application/json' };
    const isTokenRenewable = hasTokenFile(process.env);
    return post({ url, headers, body: Buffer.from(body), timeoutMs: timeLeftMs(), agent, isTokenRenewable });
  };
}
