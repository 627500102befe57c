// The buffer under the encoder: times, numbers, lengths, and room at every place where it can run out.

import { expect } from 'chai';
import fc from 'fast-check';
import { Clock } from '../../instrumentation/delivery/otlp/clock.ts';
import { writeHexId } from '../../instrumentation/delivery/otlp/ids.ts';
import { writePair } from '../../instrumentation/delivery/otlp/values.ts';
import { bytesOf, Writer } from '../../instrumentation/delivery/otlp/writer.ts';
import { attributes, hrTime, number, text } from '../support/otlp-arbitraries.ts';

const RUNS = { numRuns: 1000, interruptAfterTimeLimit: 10_000 };

/** What `write` writes, as one unsigned number of 64 bits. */
function fixed64Of(write: (writer: Writer) => void): bigint {
  const writer = new Writer(8);
  write(writer);
  expect(writer.at).to.equal(8);
  return writer.bytes.readBigUInt64LE(0);
}

/** Nanoseconds of milliseconds, exact but for the last rounding. */
const exactNs = (ms: number): bigint => BigInt(Math.floor(ms)) * 1_000_000n + BigInt(Math.round((ms - Math.floor(ms)) * 1e6));

describe('Clock', () => {
  const origin = fc.oneof(fc.constant(performance.timeOrigin), fc.double({ min: 1.6e12, max: 4e12, noNaN: true }));
  const minute = fc.double({ min: 0, max: 60_000, noNaN: true });
  const centuryMs = 3.2e12;
  const ms = fc.oneof(minute, fc.double({ min: -1e6, max: centuryMs / 10, noNaN: true }));

  it('is exact to a microsecond for ten years', () => {
    fc.assert(
      fc.property(origin, ms, (originMs, at) => {
        const written = fixed64Of((writer) => new Clock(originMs).write(writer, at));
        const difference = written - (exactNs(originMs) + exactNs(at));
        expect(Number(difference)).to.be.within(-1000, 1000);
      }),
      RUNS,
    );
  });

  it('is exact to two nanoseconds in the first 100 days', () => {
    fc.assert(
      fc.property(origin, fc.double({ min: 0, max: 100 * 86_400_000, noNaN: true }), (originMs, at) => {
        const written = fixed64Of((writer) => new Clock(originMs).write(writer, at));
        expect(Number(written - (exactNs(originMs) + exactNs(at)))).to.be.within(-2, 2);
      }),
      RUNS,
    );
  });

  it('never turns the order of two times around, however close they are', () => {
    const step = fc.oneof(fc.constantFrom(0, 1e-6, 1e-5, 0.001), fc.double({ min: 0, max: 10, noNaN: true }));
    fc.assert(
      fc.property(origin, ms, step, (originMs, at, later) => {
        const clock = new Clock(originMs);
        const [first, second] = [at, at + later].map((each) => fixed64Of((writer) => clock.write(writer, each))) as [bigint, bigint];
        expect(second >= first).to.equal(true);
      }),
      RUNS,
    );
  });

  it('counts from when the process started, unless it is told otherwise', () => {
    const now = fixed64Of((writer) => new Clock().write(writer, performance.now()));
    expect(Math.abs(Number(now / 1_000_000n) - Date.now())).to.be.below(60_000);
  });
});

describe('Writer', () => {
  it('writes seconds and nanoseconds exactly', () => {
    fc.assert(
      fc.property(hrTime, ([seconds, ns]) => {
        const written = fixed64Of((writer) => writer.time(seconds, 1e9, ns));
        expect(written).to.equal(BigInt(seconds) * 1_000_000_000n + BigInt(ns));
      }),
      RUNS,
    );
  });

  it('writes integers in two’s complement', () => {
    fc.assert(
      fc.property(number.map(Math.trunc), (value) => {
        fc.pre(Math.abs(value) < 2 ** 63);
        const written = fixed64Of((writer) => writer.fixed64(value));
        expect(BigInt.asIntN(64, written)).to.equal(BigInt(value));
        const writer = new Writer(10);
        writer.varint64(value);
        const bytes = [...writer.bytes.subarray(0, writer.at)];
        const read = bytes.reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 127), 0n);
        expect(BigInt.asIntN(64, read)).to.equal(BigInt(value));
        expect(bytes.findIndex((byte) => byte < 128)).to.equal(bytes.length - 1);
      }),
      RUNS,
    );
  });

  it('writes the same whatever room there was before', () => {
    fc.assert(
      fc.property(attributes, text, fc.integer({ min: 1, max: 300 }), fc.nat(70_000), (some, other, capacity, length) => {
        const write = (writer: Writer) => {
          const outer = writer.begin(0x0a, 4);
          const inner = writer.begin(0x12, 2);
          writer.text(0x0a, other);
          for (const [key, value] of Object.entries(some)) writePair(writer, 0x4a, key, [value, { [other]: value }], Infinity);
          writeHexId(writer, 0x0a, '0123456789abcdefABCDEF');
          writer.block(0x1a, new Uint8Array(length));
          writer.end(inner, 2);
          writer.end(outer, 4);
          return writer.take();
        };
        expect(write(new Writer(capacity)).equals(write(new Writer(1_000_000)))).to.equal(true);
      }),
      { ...RUNS, numRuns: 200 },
    );
  });

  it('gives lengths of any size the bytes they need, and more where they were kept free', () => {
    for (const length of [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152]) {
      for (const width of [1, 2, 4]) {
        const writer = new Writer(16);
        const start = writer.begin(0x0a, width);
        writer.copy(new Uint8Array(length).fill(7));
        writer.end(start, width);
        const bytes = writer.take();
        let at = 1;
        let read = 0;
        for (let shift = 0; ; shift += 7) {
          const byte = bytes[at++] as number;
          read += (byte & 127) * 2 ** shift;
          if (byte < 128) break;
        }
        expect(read).to.equal(length);
        expect(bytes.subarray(at).equals(Buffer.alloc(length, 7))).to.equal(true);
      }
    }
  });

  it('gives text as UTF-8 as the Encoding Standard says', () => {
    fc.assert(
      fc.property(text, (each) => {
        const writer = new Writer(1);
        writer.text(0x0a, each);
        const bytes = writer.take();
        const utf8 = Buffer.from(new TextEncoder().encode(each));
        expect(bytes.subarray(bytes.length - utf8.length).equals(utf8)).to.equal(true);
      }),
      RUNS,
    );
  });

  it('keeps no buffer that a large batch has made', () => {
    const writer = new Writer();
    const first = writer.bytes.length;
    writer.block(0x0a, new Uint8Array(5_000_000));
    const taken = writer.take();
    expect(taken.length).to.be.above(5_000_000);
    expect(writer.bytes.length).to.equal(first);
    writer.block(0x0a, new Uint8Array(500_000));
    writer.take();
    const kept = writer.bytes.length;
    expect(kept).to.be.within(500_000, 1_100_000);
    writer.block(0x0a, new Uint8Array(10));
    expect(writer.take()).to.have.length(12);
    expect(writer.bytes.length).to.equal(kept);
  });
});

describe('bytesOf', () => {
  it('keeps apart what is written while something else is', () => {
    let inner = Buffer.alloc(0);
    const outer = bytesOf((writer) => {
      writer.text(0x0a, 'before');
      inner = Buffer.from(bytesOf((other) => other.text(0x0a, 'inside')));
      writer.text(0x0a, 'after');
    });
    expect(outer.toString('latin1')).to.equal('\n\u0006before\n\u0005after');
    expect(inner.toString('latin1')).to.equal('\n\u0006inside');
  });

  it('starts anew after a failure', () => {
    const fail = () =>
      bytesOf((writer) => {
        writer.text(0x0a, 'half');
        throw new Error('x');
      });
    expect(fail).to.throw('x');
    expect(bytesOf((writer) => writer.text(0x0a, 'a')).toString('latin1')).to.equal('\n\u0001a');
  });
});
