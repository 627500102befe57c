// Times of spans: what the API takes, in numbers of the process's own clock, and back.

import { expect } from 'chai';
import { hrTimeOf, momentOf, originMs } from '../../instrumentation/signals/spans/clock.ts';

describe('Times of spans', () => {
  it('are exact to a nanosecond within weeks of the start of the process', () => {
    const second = Math.floor(Date.now() / 1000);
    for (const offsetS of [-86_400, -1, 0, 1, 3600, 30 * 86_400]) {
      for (const ns of [0, 1, 123_456_789, 999_999_999]) {
        const [s, back] = hrTimeOf(momentOf([second + offsetS, ns]));
        const errorNs = (s - second - offsetS) * 1e9 + back - ns;
        expect(Math.abs(errorNs), `${offsetS} s, ${ns} ns`).to.be.at.most(1);
        expect(back).to.be.within(0, 999_999_999);
      }
    }
  });

  it('take numbers up to now as times since the start, others as times since 1970', () => {
    expect(momentOf(1)).to.equal(1);
    const now = Date.now();
    const [seconds, ns] = hrTimeOf(momentOf(now));
    expect((seconds - Math.floor(now / 1000)) * 1e9 + ns - (now % 1000) * 1e6).to.be.within(-1, 1);
    expect(momentOf(new Date(now))).to.equal(momentOf(now));
  });

  it('are now when none is given', () => {
    const before = performance.now();
    expect(momentOf(undefined)).to.be.within(before, performance.now());
  });

  it('follow the wall clock when that moves, and stay when it does not', () => {
    const before = originMs();
    expect(originMs()).to.equal(before);
    const { now } = Date;
    try {
      Date.now = () => now() + 3_600_000;
      expect(originMs() - before).to.be.closeTo(3_600_000, 50);
    } finally {
      Date.now = now;
    }
    expect(originMs()).to.be.closeTo(before, 50);
  });
});
