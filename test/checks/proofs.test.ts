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
/** Nothing is measured: each of its tests is a yes or no. */
const YES_OR_NO = ['R33'];
const numbered = (letter: string, numbers: readonly number[]) => numbers.map((number) => `${letter}${String(number).padStart(2, '0')}`);

describe('docs/proofs.md', () => {
  const figures = measuredFigures();
  const fileOf = (test: string) => join(TESTS, `${test}.test.ts`);

  it('has R01 to R34, S01 to S15 and the two gateways, each once', () => {
    const reliability = numbered(
      'R',
      Array.from({ length: 34 }, (_, at) => at + 1),
    );
    const security = numbered(
      'S',
      Array.from({ length: 15 }, (_, at) => at + 1),
    );
    expect(PROOF_CASES.map(({ id }) => id)).to.deep.equal([...reliability, ...security, 'Two gateways']);
  });

  for (const { id, tests, note } of PROOF_CASES)
    it(`has a test for ${id}, and what it has measured or why not`, () => {
      expect(tests.filter((test) => !existsSync(fileOf(test)))).to.deep.equal([]);
      expect(tests).to.not.deep.equal([]);
      expect(Boolean(figures[id]) || ([...MEASURED_ELSEWHERE, ...YES_OR_NO].includes(id) && note !== undefined)).to.equal(true);
    });

  it('has figures of those cases only', () => {
    expect(Object.keys(figures).filter((id) => !PROOF_CASES.some((each) => each.id === id))).to.deep.equal([]);
  });

  it('names every test in test/fault/ and test/security/', () => {
    const named = new Set(PROOF_CASES.flatMap(({ tests }) => tests));
    const all = ['fault', 'security'].flatMap((folder) =>
      readdirSync(join(TESTS, folder), { recursive: true, encoding: 'utf8' })
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
