// What a receiver answers is read as the SDK reads it; and encoding and reading need nothing of the SDK.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ProtobufLogsSerializer, ProtobufMetricsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { expect } from 'chai';
import fc from 'fast-check';
import { readAnswer } from '../../instrumentation/delivery/otlp/responses.ts';
import { answerOf } from '../support/otlp.ts';

type Read = (bytes: Uint8Array) => object;
const SIGNALS: ['traces' | 'logs' | 'metrics', string, Read][] = [
  ['traces', 'rejectedSpans', ProtobufTraceSerializer.deserializeResponse],
  ['logs', 'rejectedLogRecords', ProtobufLogsSerializer.deserializeResponse],
  ['metrics', 'rejectedDataPoints', ProtobufMetricsSerializer.deserializeResponse],
];

const run = promisify(execFile);
const PARTS = ['traces', 'logs', 'metrics', 'responses'].map((part) => `../../instrumentation/delivery/otlp/${part}.ts`);

describe('answers of receivers', () => {
  it('load, like the encoders, the API of OpenTelemetry, and nothing of its SDK', async () => {
    const urls = PARTS.map((part) => new URL(part, import.meta.url).href);
    const listing = `require('node:module').registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
      for (const url of ${JSON.stringify(urls)}) import(url);`;
    const { stdout } = await run(process.execPath, ['--input-type=commonjs', '-e', listing]);
    const packages = new Set([...stdout.matchAll(/node_modules\/(@[^/]+\/[^/]+|[^/]+)/g)].map(([, name]) => name));
    expect(stdout).to.include('/otlp/metrics.ts');
    expect([...packages]).to.deep.equal(['@opentelemetry/api']);
  });

  for (const [signal, rejected, official] of SIGNALS) {
    const read: Read = (bytes) => readAnswer(bytes, rejected);

    it(`say what was refused of ${signal}`, () => {
      const bytes = answerOf[signal]({ partialSuccess: { [rejected]: 70_000, errorMessage: 'too old: é' } });
      expect(read(bytes)).to.deep.equal({ partialSuccess: { [rejected]: 70_000, errorMessage: 'too old: é' } });
      expect(read(answerOf[signal]({ partialSuccess: {} }))).to.deep.equal({ partialSuccess: {} });
      expect(read(new Uint8Array())).to.deep.equal({});
    });

    it(`about ${signal} are read as the SDK does, and refused where it refuses`, () => {
      const answer = fc
        .record({ [rejected]: fc.nat(), errorMessage: fc.string({ unit: 'binary' }) }, { requiredKeys: [] })
        .map((partialSuccess) => answerOf[signal]({ partialSuccess }));
      const other = fc.constantFrom([0x10, 0x05], [0x19, 1, 2, 3, 4, 5, 6, 7, 8], [0x25, 1, 2, 3, 4], [0x2a, 1, 7], [0x0a, 0], [0x0b]);
      const mixed = fc.tuple(answer, fc.array(other)).map(([start, more]) => Uint8Array.from([...start, ...more.flat()]));
      fc.assert(
        fc.property(fc.oneof(answer, mixed), (bytes) => {
          const theirs = resultOf(official, bytes);
          expect(resultOf(read, bytes)).to.deep.equal(theirs);
        }),
        { numRuns: 500 },
      );
    });
  }

  it('that end too early are refused', () => {
    const bytes = answerOf.traces({ partialSuccess: { rejectedSpans: 300 } });
    for (let length = 1; length < bytes.length; length += 1) {
      expect(() => readAnswer(bytes.subarray(0, length), 'rejectedSpans')).to.throw('the answer ends within');
    }
  });
});

function resultOf(read: Read, bytes: Uint8Array): object | string {
  try {
    return read(bytes);
  } catch {
    return 'refused';
  }
}
