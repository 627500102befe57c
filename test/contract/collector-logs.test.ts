// A log record on its way to Loki: its severity as number and word, its trace beside it, its stack in the line.

import { expect } from 'chai';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { keyValues, logs, nowNanos, postOtlp } from '../support/otlp-json.ts';
import { openStoreSink, type StoreSink } from '../support/store-sink.ts';

/** What a sender says, and what Loki is told. */
const SEVERITIES: readonly (readonly [number: number, text: string, wanted: readonly [number, string]])[] = [
  [0, 'fatal', [21, 'fatal']],
  [0, 'ERR', [17, 'ERR']],
  [0, 'Warning', [13, 'Warning']],
  [0, 'info', [9, 'info']],
  [0, 'verbose', [5, 'verbose']],
  [0, 'silly', [1, 'silly']],
  [24, '', [24, 'FATAL']],
  [18, '', [18, 'ERROR']],
  [13, '', [13, 'WARN']],
  [9, '', [9, 'INFO']],
  [6, '', [6, 'DEBUG']],
  [2, '', [2, 'TRACE']],
  [17, 'warn', [17, 'warn']],
  [0, 'odd', [0, 'odd']],
  [0, '', [0, '']],
];
const TRACE_ID = '00f067aa0ba902b700f067aa0ba902b7';
const SPAN_ID = '00f067aa0ba902b7';

describe('a log record in the Collector', function () {
  this.timeout(30_000);
  let stores: StoreSink;
  let collector: CollectorRun;

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
    stores = await openStoreSink();
    collector = await CollectorRun.start('single', { environment: stores.environment });
  });
  after(async () => {
    await collector?.remove();
    await stores?.sink.close();
  });
  const send = (records: readonly object[]) => postOtlp(collector.otlpUrl, 'logs', logs({ 'service.name': 'logs' }, records));
  const lineOf = (start: string) => stores.sink.until(start, ({ logs: lines }) => lines.find(({ body }) => String(body).startsWith(start)));

  it(`has number and word of its severity, in ${SEVERITIES.length} of ${SEVERITIES.length} ways to say it`, async () => {
    await send(
      SEVERITIES.map(([severityNumber, severityText], index) => ({
        severityNumber,
        severityText,
        body: { stringValue: `severity ${index}.` },
      })),
    );
    for (const [index, [, , wanted]] of SEVERITIES.entries()) {
      const { severityNumber, severityText } = await lineOf(`severity ${index}.`);
      expect([severityNumber, severityText], `severity ${index}`).to.deep.equal(wanted);
    }
  });

  it('keeps trace and span id, type and message of an exception, and has the stack in the line, once', async () => {
    const stack = 'Error: broken\n    at a (/a.js:1:1)';
    const attributes = keyValues({ 'exception.type': 'Error', 'exception.message': 'broken', 'exception.stacktrace': stack });
    await send([{ timeUnixNano: nowNanos(), traceId: TRACE_ID, spanId: SPAN_ID, body: { stringValue: 'it failed' }, attributes }]);
    const line = await lineOf('it failed');
    expect(line).to.include({ traceId: TRACE_ID, spanId: SPAN_ID, body: `it failed\n${stack}` });
    expect(line.attributes).to.deep.equal({ 'exception.type': 'Error', 'exception.message': 'broken' });
  });

  it('is at most 64 attributes of 8 KiB, says how many were dropped, and marks what was cut', async () => {
    const attributes = keyValues(Object.fromEntries(Array.from({ length: 100 }, (_, key) => [`key${key}`, 'z'.repeat(20_000)])));
    await send([{ timeUnixNano: nowNanos(), body: { stringValue: 'crowded' }, attributes }]);
    const line = await lineOf('crowded');
    const values = Object.values(line.attributes).map(String);
    expect(values).to.have.length(64);
    expect(line.droppedAttributesCount).to.equal(100 - 64);
    expect(Math.max(...values.map((value) => value.length))).to.equal(8192);
    expect(values.every((value) => value.endsWith(' [cut]'))).to.equal(true);
  });
});
