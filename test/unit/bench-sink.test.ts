// The benchmark's sink counts what agents send: official OTLP encodings, Datadog's msgpack, Sentry's envelopes.

import { expect } from 'chai';
import { countOtlpJson, countSentryEnvelope } from '../../bench/sink/json.ts';
import { countDatadogSpans } from '../../bench/sink/msgpack.ts';
import { countPoints, countRecords, measuredRequests } from '../../bench/sink/protobuf.ts';

const field = (number: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);
};

describe("the benchmark's sink", () => {
  it('counts spans and points of OTLP protobuf, and nothing else of a message', () => {
    const span = field(2, field(5, Buffer.from('name')), Buffer.from([0x30, 2, 0x39, 1, 2, 3, 4, 5, 6, 7, 8]));
    const message = field(1, field(1, Buffer.from('')), field(2, field(1), span, span), field(2, span));
    expect(countRecords(Buffer.concat([message, message]))).to.equal(6);
    const histogram = field(2, field(1, Buffer.from('m')), field(9, field(1), field(1)));
    const gauge = field(2, field(1, Buffer.from('g')), field(5, field(1)));
    expect(countPoints(field(1, field(2, histogram, gauge)))).to.equal(3);
    expect(() => countRecords(message.subarray(0, message.length - 3))).to.throw('longer than its message');
  });

  it('reads the total of requests out of the histogram of requests, whatever stands around it', () => {
    const point = (count: number) => field(1, Buffer.from([0x11, 9, 9, 9, 9, 9, 9, 9, 9]), Buffer.from([0x21, count, 0, 0, 0, 0, 0, 0, 0]));
    const metric = (name: string, ...points: Buffer[]) => field(2, field(1, Buffer.from(name)), field(9, ...points));
    const message = field(1, field(2, metric('db.duration', point(7)), metric('http.server.request.duration', point(5), point(3))));
    expect(measuredRequests(message)).to.equal(8);
    expect(measuredRequests(field(1, field(2, metric('db.duration', point(7)))))).to.equal(undefined);
  });

  it('counts spans of OTLP JSON', () => {
    const body = {
      resourceSpans: [{ scopeSpans: [{ spans: [{}, {}] }] }],
      resourceMetrics: [{ scopeMetrics: [{ metrics: [{ sum: { dataPoints: [{}] } }] }] }],
    };
    expect(countOtlpJson(JSON.stringify(body))).to.deep.equal({ spans: 2, logs: 0, points: 1 });
  });

  it("counts spans of Datadog's traces, with strings, numbers and maps in them", () => {
    const span = Buffer.from([
      0x82, 0xa1, 0x61, 0xcf, 0, 0, 0, 0, 0, 0, 0, 1, 0xd9, 1, 0x62, 0x81, 0xa1, 0x63, 0xcb, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
    expect(countDatadogSpans(Buffer.concat([Buffer.from([0x92, 0x92]), span, span, Buffer.from([0xdc, 0, 1]), span]), false)).to.equal(3);
  });

  it("counts a transaction of Sentry's with its children, and its log items", () => {
    const lines = ['{}', '{"type":"transaction"}', '{"spans":[{},{}]}', '{"type":"log","item_count":4}', '{"items":[]}', ''];
    expect(countSentryEnvelope(lines.join('\n'))).to.deep.equal({ spans: 3, logs: 4, points: 0 });
  });
});
