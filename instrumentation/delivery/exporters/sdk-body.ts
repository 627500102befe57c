// The bytes that an exporter of the SDK would send. Its own transport is left aside: decision 0011 says why.

import type { IExporterTransport } from '@opentelemetry/otlp-exporter-base';

/** Private in version 0.301; the pinned one. */
interface Inside {
  readonly _delegate: { _transport: IExporterTransport };
}

/** Gives a function that makes the body of a request for these items. It throws what the exporter throws. */
export function bodyBy<T>(exporter: { export(items: T, done: () => void): void }): (items: T) => Uint8Array {
  let body: Uint8Array | undefined;
  const catching: IExporterTransport = {
    async send(bytes) {
      body = bytes;
      return { status: 'success' };
    },
    shutdown() {},
  };
  (exporter as unknown as Inside)._delegate._transport = catching;
  return (items) => {
    body = undefined;
    exporter.export(items, () => {});
    if (body === undefined) throw new Error('the exporter of the SDK made no request');
    return body;
  };
}
