// When it is tried again: full jitter between bounds, never before a receiver's wish.

import { expect } from 'chai';
import { BackOff } from '../../instrumentation/delivery/queue/back-off.ts';

const NOW_MS = 1_000_000;
const SAMPLES = 500;
const waitAfter = (failures: number): number => {
  const backOff = new BackOff();
  let nowMs = NOW_MS;
  for (let count = 1; count < failures; count += 1) {
    backOff.failed(nowMs);
    nowMs += backOff.waitMs(nowMs);
  }
  backOff.failed(nowMs);
  return backOff.waitMs(nowMs);
};

describe('BackOff', () => {
  for (const [failures, mostMs] of [
    [1, 1_000],
    [2, 2_000],
    [4, 8_000],
    [5, 10_000],
    [60, 10_000],
  ] as const)
    it(`waits from 100 ms up to ${mostMs} ms after ${failures} failures, spread over all of it`, () => {
      const waits = Array.from({ length: SAMPLES }, () => waitAfter(failures));
      expect(Math.min(...waits)).to.be.within(100, 100 + mostMs * 0.1);
      expect(Math.max(...waits)).to.be.within(mostMs * 0.9, mostMs);
    });

  it('waits as long as it was asked to, at most 1 s more, and no hurry shortens that', () => {
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const backOff = new BackOff();
      backOff.failed(NOW_MS, 30_000);
      backOff.hurry();
      expect(backOff.waitMs(NOW_MS)).to.be.within(30_000, 31_000);
    }
  });

  it('counts failures that come together once', () => {
    const backOff = new BackOff();
    backOff.failed(NOW_MS);
    const waitMs = backOff.waitMs(NOW_MS);
    for (let count = 0; count < 3; count += 1) backOff.failed(NOW_MS);
    expect(backOff.waitMs(NOW_MS)).to.equal(waitMs);
  });

  it('ends by hurry, and by a success after the wait', () => {
    const backOff = new BackOff();
    backOff.failed(NOW_MS);
    backOff.hurry();
    expect([backOff.waitMs(NOW_MS), backOff.isProbing]).to.deep.equal([0, true]);
    backOff.succeeded(NOW_MS);
    expect(backOff.isProbing).to.equal(false);
  });
});
