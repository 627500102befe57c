// The measure of a thread's work is right by any clock, in fine steps or in coarse ones.

import { expect } from 'chai';
import { measureBy } from '../support/thread-time.ts';

/** A clock in steps, that also goes on a little with each look at it. */
function steppedClock(stepMs: number) {
  let nowMs = 0;
  return {
    pass: (ms: number) => {
      nowMs += ms;
    },
    read: () => {
      nowMs += 0.001;
      return Math.floor(nowMs / stepMs) * stepMs;
    },
  };
}

describe('the measure of a thread', () => {
  for (const stepMs of [0.001, 1, 4, 8])
    for (const workMs of [0.05, 1.3, 7.9, 40])
      it(`finds work of ${workMs} ms to a tenth by a clock in steps of ${stepMs} ms`, () => {
        const clock = steppedClock(stepMs);
        const measure = measureBy(clock.read);
        for (let round = 0; round < 20; round += 1) {
          clock.pass(stepMs * round * 0.37);
          expect(measure(() => clock.pass(workMs))).to.be.within(workMs * 0.9, workMs * 1.1);
        }
      });
});
