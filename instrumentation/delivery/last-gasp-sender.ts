// node last-gasp-sender.js <deadline in ms> < parcels as JSON; exit code 0 when every parcel was taken.

import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { text } from 'node:stream/consumers';
import { readCertificates } from './certificates.ts';
import type { Parcel } from './last-gasp.ts';

const deadlineMs = Number(process.argv[2]);
setTimeout(() => process.exit(2), deadlineMs).unref();

const parcels = JSON.parse(await text(process.stdin)) as Parcel[];
const taken = await Promise.all(parcels.map(send));
process.exit(taken.every(Boolean) ? 0 : 1);

function send({ signal, url, contentType, body }: Parcel): Promise<boolean> {
  const bytes = Buffer.from(body, 'base64');
  const options = {
    method: 'POST',
    headers: { ...headersOf(signal), 'content-type': contentType, 'content-length': bytes.length },
    ...readCertificates(process.env, signal),
  };
  return new Promise((resolve) => {
    const request = (url.startsWith('https:') ? requestTls : requestPlain)(url, options, (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) < 300);
    });
    request.on('error', () => resolve(false));
    request.end(bytes);
  });
}

// W3C baggage format, as the OTLP exporter specification says: key=value pairs, percent-encoded.
function headersOf(signal: Parcel['signal']): Record<string, string> {
  const pairs = [process.env.OTEL_EXPORTER_OTLP_HEADERS, process.env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS`]]
    .flatMap((list) => (list ?? '').split(','))
    .filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), decoded(pair.slice(at + 1).trim())];
    }),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
