// One metric request at a time: with no Collector there, retries of many would overlap and keep an ending process alive for ever.

import { type ExportResult, ExportResultCode } from '@opentelemetry/core';

/** The same exporter, which refuses a request while the one before is under way; the next carries the same totals. */
export function oneAtATime<T, E extends { export(items: T, done: (result: ExportResult) => void): void }>(exporter: E): E {
  const send = exporter.export.bind(exporter);
  let isBusy = false;
  exporter.export = (items, done) => {
    if (isBusy) {
      done({ code: ExportResultCode.FAILED, error: new Error('the metrics before are still under way') });
      return;
    }
    isBusy = true;
    send(items, (result) => {
      isBusy = false;
      done(result);
    });
  };
  return exporter;
}
