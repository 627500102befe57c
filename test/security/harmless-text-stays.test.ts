// S01, the other side: what is no secret stays readable.

import { expect } from 'chai';
import { maskOf, maskText, maskWhole } from '../../instrumentation/privacy/redaction.ts';
import { attribute, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';
import { SEED } from '../fault/support/repetitions.ts';
import { makeBenignLines } from '../support/benign-text.ts';
import { figure } from '../support/figures.ts';

const LINES = 10_000;
const MASKED_MAX = LINES / 100;

describe(`text without secrets, seed ${SEED}`, () => {
  it(`stays as it is in at least 99 % of ${LINES} lines`, () => {
    const changed = makeBenignLines(LINES, SEED)
      .map((line) => [line, maskText(line)] as const)
      .filter(([line, masked]) => line !== masked);
    figure('S01', `harmless lines of ${LINES} that are masked`, changed.length);
    expect(changed.length, JSON.stringify(changed.slice(0, 5), undefined, 1)).to.be.at.most(MASKED_MAX);
  });

  it('masks no attribute of the vocabulary by its name', () => {
    const keys = [...Object.values(attribute), ...Object.values(resourceAttribute)].map(({ key }) => key);
    expect(keys.filter((key) => maskOf(key) === maskWhole)).to.deep.equal([]);
    expect(keys).to.have.length.greaterThan(80);
  });
});
