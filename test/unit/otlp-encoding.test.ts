// A record that can't be read is said, and costs no other.

import { expect } from 'chai';
import { encodingOf } from '../../instrumentation/delivery/exporters/encoding.ts';
import { encodeLogs } from '../../instrumentation/delivery/otlp/logs.ts';
import { readSettings } from '../../instrumentation/settings/index.ts';
import type { LogLine } from '../../instrumentation/signals/logs/log-line.ts';
import { readLogs } from '../support/otlp.ts';

const line = (body: string, attributes: LogLine['attributes']): LogLine => ({
  atMs: 1000,
  observedMs: 1000,
  severityNumber: 9,
  severityText: 'info',
  body,
  attributes,
  logger: 'console',
  eventName: undefined,
  traceId: undefined,
  spanHigh: 0,
  spanLow: 0,
  flags: 0,
});

describe('the encoding of this process', () => {
  it('leaves out a record that throws when it is read, says so in one coded line, and keeps the others', () => {
    const said: string[] = [];
    const { write } = process.stderr;
    process.stderr.write = (text: unknown) => said.push(String(text)) > 0;
    let bytes: Uint8Array;
    try {
      const { settings } = readSettings({});
      const broken = Object.defineProperty({}, 'broken', {
        enumerable: true,
        get() {
          throw new Error('not readable');
        },
      });
      const lines = [line('before', {}), line('lost', broken), line('after', {})];
      bytes = encodeLogs(lines, encodingOf(settings, { attributes: {} }));
    } finally {
      process.stderr.write = write;
    }
    const records = readLogs(bytes).resourceLogs[0].scopeLogs[0].logRecords;
    expect(records.map((record: { body: { stringValue: string } }) => record.body.stringValue)).to.deep.equal(['before', 'after']);
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/^peragus: PERAGUS-007 .*not readable.*\n$/);
  });
});
