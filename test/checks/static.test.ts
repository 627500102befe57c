// Types, lint, boundaries, unused code and formatting, each by its own tool.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '../..');
const MODULES = ['instrumentation', 'collector', 'dashboards', 'alerts', 'stack', 'examples', 'scripts', 'test'];

function run(program: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', program), args, { cwd: root, encoding: 'utf8' });
  expect(status, `${stdout}\n${stderr}`).to.equal(0);
}

describe('the repository', function () {
  this.timeout(180_000);
  it('has no type error', () => run('tsc', '--noEmit'));
  it('has no lint or format error', () => run('biome', 'check', '--error-on-warnings', '.'));
  it('keeps its boundaries', () => run('depcruise', '--config', '.dependency-cruiser.cjs', ...MODULES));
  it('has no unused file, export or dependency', () => run('knip', '--no-progress'));
});
