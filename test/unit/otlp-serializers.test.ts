// The serializers in the export delegates' form: requests are the encoders', answers are read as the SDK reads them.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ProtobufLogsSerializer, ProtobufMetricsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { expect } from 'chai';
import fc from 'fast-check';
import { encodeLogs } from '../../instrumentation/delivery/otlp/logs.ts';
import { encodeMetrics } from '../../instrumentation/delivery/otlp/metrics.ts';
import { logsSerializer, metricsSerializer, traceSerializer } from '../../instrumentation/delivery/otlp/serializers.ts';
import { encodeTraces } from '../../instrumentation/delivery/otlp/traces.ts';
import { answerOf } from '../support/otlp.ts';
import { lightSpan, logLine } from '../support/otlp-arbitraries.ts';

const ENCODING = {
  resource: { attributes: {} },
  scope: { name: 's' },
  limits: { attributesMax: 9, eventAttributesMax: 9, linkAttributesMax: 9, lengthMax: 9 },
};
type Read = (bytes: Uint8Array) => object;
const SIGNALS: ['traces' | 'logs' | 'metrics', string, Read, Read][] = [
  ['traces', 'rejectedSpans', traceSerializer(ENCODING).deserializeResponse, ProtobufTraceSerializer.deserializeResponse],
  ['logs', 'rejectedLogRecords', logsSerializer(ENCODING).deserializeResponse, ProtobufLogsSerializer.deserializeResponse],
  ['metrics', 'rejectedDataPoints', metricsSerializer.deserializeResponse, ProtobufMetricsSerializer.deserializeResponse],
];

const run = promisify(execFile);
const SERIALIZERS = new URL('../../instrumentation/delivery/otlp/serializers.ts', import.meta.url).href;

describe('serializers', () => {
  it('load the API of OpenTelemetry, and nothing of its SDK', async () => {
    const listing = `require('node:module').registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
      import('${SERIALIZERS}');`;
    const { stdout } = await run(process.execPath, ['--input-type=commonjs', '-e', listing]);
    const packages = new Set([...stdout.matchAll(/node_modules\/(@[^/]+\/[^/]+|[^/]+)/g)].map(([, name]) => name));
    expect(stdout).to.include('/otlp/metrics.ts');
    expect([...packages]).to.deep.equal(['@opentelemetry/api']);
  });

  it('encode as the encoders do', () => {
    const spans = fc.sample(lightSpan, { numRuns: 5, seed: 1 });
    const lines = fc.sample(logLine, { numRuns: 5, seed: 1 });
    const collected = { resource: { attributes: { a: 1 } }, scopeMetrics: [] } as never;
    expect(traceSerializer(ENCODING).serializeRequest(spans)).to.deep.equal(encodeTraces(spans, ENCODING));
    expect(logsSerializer(ENCODING).serializeRequest(lines)).to.deep.equal(encodeLogs(lines, ENCODING));
    expect(metricsSerializer.serializeRequest(collected)).to.deep.equal(encodeMetrics(collected));
  });

  for (const [signal, rejected, read, official] of SIGNALS) {
    it(`read what a receiver refused of ${signal}`, () => {
      const bytes = answerOf[signal]({ partialSuccess: { [rejected]: 70_000, errorMessage: 'too old: é' } });
      expect(read(bytes)).to.deep.equal({ partialSuccess: { [rejected]: 70_000, errorMessage: 'too old: é' } });
      expect(read(answerOf[signal]({ partialSuccess: {} }))).to.deep.equal({ partialSuccess: {} });
      expect(read(new Uint8Array())).to.deep.equal({});
    });

    it(`read any answer about ${signal} as the SDK does, and refuse what it refuses`, () => {
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

  it('refuse an answer that ends too early', () => {
    const bytes = answerOf.traces({ partialSuccess: { rejectedSpans: 300 } });
    for (let length = 1; length < bytes.length; length += 1) {
      expect(() => traceSerializer(ENCODING).deserializeResponse(bytes.subarray(0, length))).to.throw('the answer ends within');
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
