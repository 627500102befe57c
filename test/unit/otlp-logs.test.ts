// Log records in OTLP: what the official definitions read is what went in, and what the SDK's own encoder would have said.

import { cleanAttributes } from '@opentelemetry/core';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Encoding } from '../../instrumentation/delivery/otlp/envelope.ts';
import { encodeLogs } from '../../instrumentation/delivery/otlp/logs.ts';
import type { LogLine } from '../../instrumentation/signals/logs/log-line.ts';
import { attribute as a } from '../../instrumentation/vocabulary/index.ts';
import { anyValue, type Decoded, hexOf, keyValues, readLogs } from '../support/otlp.ts';
import { logLine, sdkLogRecords } from '../support/otlp-arbitraries.ts';

const RUNS = { numRuns: 200, interruptAfterTimeLimit: 10_000 };
const ENCODING: Encoding = {
  resource: { attributes: { pid: 7 } },
  scope: { name: 'ours' },
  limits: { attributesMax: 1000, eventAttributesMax: 1000, linkAttributesMax: 1000, lengthMax: Infinity },
};
const LOGGER = a.logLogger.key;

const linesOf = (decoded: Decoded): Decoded[] => decoded.resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];
const ns = (ms: number): string => String(BigInt(ms) * 1_000_000n);
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

function expected(line: LogLine): Decoded {
  return {
    timeUnixNano: ns(line.atMs),
    observedTimeUnixNano: ns(line.observedMs),
    severityNumber: line.severityNumber,
    severityText: line.severityText.toWellFormed(),
    body: anyValue(line.body),
    attributes: keyValues({ [LOGGER]: line.logger, ...line.attributes }),
    droppedAttributesCount: 0,
    flags: line.traceId ? line.flags : 0,
    traceId: bytes(line.traceId?.hex() ?? ''),
    spanId: bytes(line.traceId ? hexOf(line.spanHigh, line.spanLow) : ''),
    eventName: line.eventName?.toWellFormed() ?? '',
  };
}

// Keys that are numbers come first in an object, but not in what is sent.
const sorted = (line: Decoded): Decoded => ({ ...line, attributes: line.attributes.toSorted(byKey) });
const byKey = (one: { key: string }, other: { key: string }): number => (one.key < other.key ? -1 : 1);

describe('encodeLogs', () => {
  it('is read as the light records that went in, every field', () => {
    fc.assert(
      fc.property(fc.array(logLine, { minLength: 1, maxLength: 6 }), (lines) => {
        const read = linesOf(readLogs(encodeLogs(lines, ENCODING)));
        expect(read.map(sorted)).to.deep.equal(lines.map(expected).map(sorted));
      }),
      RUNS,
    );
  });

  it("says of the SDK's records what the SDK's own encoder says", () => {
    fc.assert(
      fc.property(sdkLogRecords, (records) => {
        const official = readLogs(ProtobufLogsSerializer.serializeRequest(records) as Uint8Array);
        expect(readLogs(encodeLogs(records, ENCODING))).to.deep.equal(official);
      }),
      RUNS,
    );
  });

  it('puts light records under the given resource and scope, those of the SDK under theirs', () => {
    fc.assert(
      fc.property(fc.array(logLine, { minLength: 1, maxLength: 3 }), sdkLogRecords, (light, foreign) => {
        const { resourceLogs } = readLogs(encodeLogs([...foreign, ...light], ENCODING));
        const [ours, ...theirs] = resourceLogs;
        expect(ours.resource.attributes).to.deep.equal(keyValues({ pid: 7 }));
        expect(ours.scopeLogs).to.have.length(1);
        expect(ours.scopeLogs[0].scope.name).to.equal('ours');
        expect(ours.scopeLogs[0].logRecords).to.have.length(light.length);
        expect(theirs).to.deep.equal(readLogs(ProtobufLogsSerializer.serializeRequest(foreign) as Uint8Array).resourceLogs);
      }),
      { ...RUNS, numRuns: 60 },
    );
  });

  it('limits attributes as the SDK would, and always says who wrote', () => {
    fc.assert(
      fc.property(logLine, fc.nat(7), fc.nat(7), (line, max, length) => {
        const limits = { attributesMax: max + 1, eventAttributesMax: 0, linkAttributesMax: 0, lengthMax: length };
        const [read] = linesOf(readLogs(encodeLogs([{ ...line, logger: 'we' }], { ...ENCODING, limits })));
        const limited = cleanAttributes(line.attributes, {
          attributeCountLimit: max,
          attributeValueLengthLimit: length > 0 ? length : Infinity,
        });
        const [logger, ...others] = read.attributes;
        expect(logger).to.deep.equal({ key: LOGGER, value: anyValue(length === 1 ? 'w' : 'we') });
        expect(others).to.deep.equal(keyValues(limited.attributes ?? {}));
        expect(read.droppedAttributesCount).to.equal(limited.droppedAttributesCount);
        expect(read.body).to.deep.equal(anyValue(line.body));
      }),
      RUNS,
    );
  });

  const [some] = fc.sample(logLine, { numRuns: 1, seed: 1 }) as [LogLine];

  it('lets no attribute pretend that somebody else wrote', () => {
    const [read] = linesOf(readLogs(encodeLogs([{ ...some, attributes: { [LOGGER]: 'other', a: 1 }, logger: 'we' }], ENCODING)));
    expect(read.attributes).to.deep.equal(keyValues({ [LOGGER]: 'we', a: 1 }));
    expect(read.droppedAttributesCount).to.equal(0);
  });

  it('knows fractions of a millisecond', () => {
    const [read] = linesOf(readLogs(encodeLogs([{ ...some, atMs: 1_764_021_600_123.25 }], ENCODING)));
    expect(read.timeUnixNano).to.equal('1764021600123250000');
  });

  it('ends circles and depths that the SDK would not', () => {
    const circular: Record<string, unknown> = { name: 'loop' };
    circular.self = { again: circular };
    let deep: unknown = 'bottom';
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    const shared = { twice: 1 };
    const bodies = [circular, deep, { one: shared, two: shared }];
    const decoded = readLogs(
      encodeLogs(
        bodies.map((body) => ({ ...some, body })),
        ENCODING,
      ),
    );
    const [loop, well, both] = linesOf(decoded).map(({ body }) => body);
    expect(loop).to.deep.equal(anyValue({ name: 'loop', self: { again: '[circular]' } }));
    let level = well;
    let depth = 0;
    for (; level.arrayValue; depth += 1) [level] = level.arrayValue.values;
    expect(level).to.deep.equal(anyValue('[too deep]'));
    expect(depth).to.equal(30);
    expect(both).to.deep.equal(anyValue({ one: shared, two: shared }));
  });

  it('differs from the SDK in a member of a body that is undefined: it is left out', () => {
    const body = { there: 1, not: undefined, list: [undefined, 1n, () => 0] };
    const [read] = linesOf(readLogs(encodeLogs([{ ...some, body }], ENCODING)));
    expect(read.body).to.deep.equal(anyValue({ there: 1, list: [null, null, null] }));
  });

  it('sends the others when one record cannot be read, and says so', () => {
    const [foreign] = fc.sample(
      sdkLogRecords.filter(({ length }) => length > 0),
      { numRuns: 1, seed: 2 },
    ) as [ReadableLogRecord[]];
    const trap = Object.defineProperty({}, 'trap', { enumerable: true, get: () => expect.fail('the getter of an application') });
    const errors: unknown[] = [];
    const encoding = { ...ENCODING, refused: (error: unknown) => errors.push(error) };
    const records = [some, { ...some, body: { some: 'text', trap } }, { ...(foreign[0] as ReadableLogRecord), body: trap }, some];
    const read = linesOf(readLogs(encodeLogs(records, encoding)));
    expect(read).to.deep.equal(linesOf(readLogs(encodeLogs([some, some], ENCODING))));
    expect(errors).to.have.length(2);
  });
});
