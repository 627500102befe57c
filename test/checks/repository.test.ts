// What must not be in the repository: registry addresses, machine paths, typed telemetry names outside the vocabulary.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { attribute, metric, resourceAttribute } from '../../instrumentation/vocabulary/index.ts';

const root = join(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('tracked files', () => {
  it('name no registry in a lock file', () => {
    const locks = tracked.filter((path) => path.endsWith('package-lock.json'));
    expect(locks).to.have.length.greaterThan(0);
    expect(locks.filter((path) => /"resolved": *"https?:/.test(read(path)))).to.deep.equal([]);
  });

  it('keep telemetry names of the preload in the vocabulary alone', () => {
    const names = [
      ...Object.values(metric).map(({ name }) => name),
      ...Object.values(attribute).map(({ key }) => key),
      ...Object.values(resourceAttribute).map(({ key }) => key),
    ];
    const literal = new RegExp(`['"](?:${names.map((name) => name.replaceAll('.', '\\.')).join('|')})['"]`);
    const sources = tracked.filter((path) => /^instrumentation\/.*\.ts$/.test(path) && !path.startsWith('instrumentation/vocabulary/'));
    expect(sources).to.have.length.greaterThan(20);
    expect(sources.filter((path) => literal.test(read(path)))).to.deep.equal([]);
  });

  it('start with a comment that says what the file is for', () => {
    const sources = tracked.filter((path) => /\.(ts|mjs|cjs)$/.test(path) && !/generated|collector\/distribution/.test(path));
    expect(sources.filter((path) => !/^(#!.*\n)?\/\/ \S/.test(read(path)))).to.deep.equal([]);
  });

  it('stay under 300 lines a source file', () => {
    const sources = tracked.filter((path) => /\.(ts|mjs|cjs)$/.test(path) && !/generated|collector\/distribution/.test(path));
    expect(sources.filter((path) => read(path).split('\n').length > 300)).to.deep.equal([]);
  });
});
