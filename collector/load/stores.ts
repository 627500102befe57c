// Stands in for the three stores, in a process of its own: counts what arrives, each numbered record once, and keeps nothing.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { visit } from './protobuf.ts';

export interface Arrived {
  readonly traces: number;
  readonly logs: number;
  readonly metrics: number;
  /** Records that came again. */
  readonly twice: number;
}

const SPAN_ID_FIELD = { traces: 2, logs: 10 } as const;
/** 4 bytes of a mark come before the number. */
const NUMBER_AT = 4;
/** A bit for each number, for 268 million records. */
const seen = { traces: new Uint8Array(2 ** 25), logs: new Uint8Array(2 ** 25) };
const count = { traces: 0, logs: 0, metrics: 0, twice: 0 };

function note(bytes: Buffer, signal: 'traces' | 'logs'): void {
  visit(bytes, 0, bytes.length, (field, from, to) => {
    if (field !== 1) return;
    visit(bytes, from, to, (inResource, scopeFrom, scopeTo) => {
      if (inResource !== 2) return;
      visit(bytes, scopeFrom, scopeTo, (inScope, recordFrom, recordTo) => {
        if (inScope !== 2) return;
        visit(bytes, recordFrom, recordTo, (inRecord, begin) => {
          if (inRecord !== SPAN_ID_FIELD[signal]) return;
          const number = bytes.readUInt32BE(begin + NUMBER_AT);
          const [byte, bit] = [number >>> 3, 1 << (number & 7)];
          const bits = seen[signal][byte] ?? 0;
          if ((bits & bit) !== 0) count.twice += 1;
          else count[signal] += 1;
          seen[signal][byte] = bits | bit;
        });
      });
    });
  });
}

/** Points of the load only; the Collector adds its own, made of spans. */
function notePoints(bytes: Buffer): void {
  visit(bytes, 0, bytes.length, (_, from, to) =>
    visit(bytes, from, to, (inResource, scopeFrom, scopeTo) => {
      if (inResource !== 2) return;
      visit(bytes, scopeFrom, scopeTo, (inScope, metricFrom, metricTo) => {
        if (inScope !== 2) return;
        let [points, isOurs] = [0, false];
        visit(bytes, metricFrom, metricTo, (inMetric, begin, end) => {
          if (inMetric === 1) isOurs = bytes.toString('latin1', begin, begin + 5) === 'load.';
          if (inMetric === 5) visit(bytes, begin, end, (inGauge) => (points += inGauge === 1 ? 1 : 0));
        });
        if (isOurs) count.metrics += points;
      });
    }),
  );
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const signal = (['traces', 'logs', 'metrics'] as const).find((each) => request.url?.endsWith(`/v1/${each}`));
    if (signal === 'metrics') notePoints(body);
    else if (signal) note(body, signal);
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', () => process.send?.({ arrived: count }));
process.on('disconnect', () => process.exit());
