// docs/proofs.md leaves nothing out: each case has a test that names it and a figure, and each test of faults and attacks belongs to a case.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { PROOF_CASES } from '../../scripts/proofs/cases.ts';
import { measuredFigures } from '../../scripts/proofs/page.ts';

const TESTS = join(import.meta.dirname, '..');
/** What proves nothing of the preload. */
const OF_THE_TESTS = ['fault/fault-sink'];
/** By `npm run bench`, as the case's note says. */
const MEASURED_ELSEWHERE = ['R07'];
const numbered = (letter: string, numbers: readonly number[]) => numbers.map((number) => `${letter}${String(number).padStart(2, '0')}`);

describe('docs/proofs.md', () => {
  const figures = measuredFigures();
  const fileOf = (test: string) => join(TESTS, `${test}.test.ts`);

  it('has R01 to R27, S01, S02, S04 to S07 and S11 to S15, each once', () => {
    const reliability = numbered(
      'R',
      Array.from({ length: 27 }, (_, at) => at + 1),
    );
    expect(PROOF_CASES.map(({ id }) => id)).to.deep.equal([...reliability, ...numbered('S', [1, 2, 4, 5, 6, 7, 11, 12, 13, 14, 15])]);
  });

  for (const { id, tests, note } of PROOF_CASES)
    it(`has a test for ${id}, and what it has measured or why not`, () => {
      expect(tests.filter((test) => !existsSync(fileOf(test)))).to.deep.equal([]);
      expect(tests).to.not.deep.equal([]);
      expect(Boolean(figures[id]) || (MEASURED_ELSEWHERE.includes(id) && note !== undefined)).to.equal(true);
    });

  it('has figures of those cases only', () => {
    expect(Object.keys(figures).filter((id) => !PROOF_CASES.some((each) => each.id === id))).to.deep.equal([]);
  });

  it('names every test in test/fault/ and test/security/', () => {
    const named = new Set(PROOF_CASES.flatMap(({ tests }) => tests));
    const all = ['fault', 'security'].flatMap((folder) =>
      readdirSync(join(TESTS, folder))
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => `${folder}/${name.slice(0, -'.test.ts'.length)}`),
    );
    expect(all.filter((test) => !named.has(test) && !OF_THE_TESTS.includes(test))).to.deep.equal([]);
  });

  it('names the case in each of its tests', () => {
    const silent = PROOF_CASES.flatMap(({ id, tests }) =>
      tests
        .filter((test) => /^(fault|security)/.test(test) && !readFileSync(fileOf(test), 'utf8').includes(id))
        .map((test) => `${id} ${test}`),
    );
    expect(silent).to.deep.equal([]);
  });
});
