// How `npm test` runs its files: each in one group, totals that come back from a process, and no failure that is lost.

import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { groups } from '../../scripts/tests/groups.ts';
import { runMocha } from '../../scripts/tests/mocha.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const EVERY_FILE = globSync('test/**/*.test.ts', { cwd: REPOSITORY, exclude: ['test/fixtures/**'] });

describe('the runner of the tests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'peragus-run-tests-'));
  after(() => rmSync(folder, { recursive: true }));

  async function run(source: string) {
    const file = join(folder, `${Math.random().toString(36).slice(2)}.cjs`);
    writeFileSync(file, source);
    const lines: string[] = [];
    return { totals: await runMocha([file], (line) => lines.push(line)), said: lines.join('\n') };
  }

  it('runs each test file once', () => {
    const { alone, beside } = groups(REPOSITORY);
    expect([...alone, ...beside.flat()].sort()).to.deep.equal(EVERY_FILE.sort());
    expect(beside.map(({ length }) => length > 0)).to.deep.equal([true, true]);
  });

  it('counts what passed, failed and was skipped, and keeps the line of totals back', async () => {
    const { totals, said } = await run(
      "it('a', () => {}); it('b', () => { throw new Error('why'); }); it('c', () => {}); it.skip('d', () => {});",
    );
    const { failures, ...counts } = totals;
    expect(counts).to.deep.equal({ passed: 2, failed: 1, skipped: 1 });
    expect(said).to.include('why').and.not.to.include('2 passed');
    expect(failures.join('\n'), 'what is said once more at the end').to.include('why').and.include('1) b').and.not.to.include('✔');
  });

  it('fails where mocha dies, ends early, or finds nothing', async () => {
    for (const source of [
      "it('a', () => process.kill(process.pid, 'SIGKILL'));",
      "it('a', () => process.exit(0));",
      '',
      'not JavaScript',
    ]) {
      const { failed, failures } = (await run(source)).totals;
      expect(failed, source).to.equal(1);
      expect(failures.join('\n'), source).to.match(/mocha ended with \S+ (before|though)/);
    }
  });
});
