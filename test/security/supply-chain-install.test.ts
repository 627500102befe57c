// S13, in the long form: what the lock file says installs from npm's cache alone, and the registry has signed each package of it.

import { execFileSync, spawnSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { REPETITIONS } from '../fault/support/repetitions.ts';
import { figure } from '../support/figures.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Where npm gets the keys of Sigstore, without which it checks nothing. */
const KEYS = 'tuf-repo-cdn.sigstore.dev';

describe('the supply chain, from where packages come', function () {
  this.timeout(600_000);

  it('installs without a network, from the cache that an install has filled', function () {
    if (REPETITIONS === 1) return this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'peragus-offline-'));
    try {
      const packages = execFileSync('git', ['ls-files', 'package.json', '*/package.json'], { cwd: ROOT, encoding: 'utf8' })
        .trim()
        .split('\n');
      for (const path of [...packages, 'package-lock.json', '.npmrc']) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
      const { status, stdout, stderr } = spawnSync('npm', ['ci', '--offline', '--loglevel=notice'], { cwd: folder, encoding: 'utf8' });
      expect(status, stderr).to.equal(0);
      const added = Number(/added (\d+) packages/.exec(stdout)?.[1]);
      expect(added).to.be.greaterThan(500);
      figure('S13', 'packages installed from the cache alone', added);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has a valid signature of the registry for each package', async function () {
    if (REPETITIONS === 1) return this.skip();
    try {
      await lookup(KEYS);
    } catch (error) {
      console.log(`      left out: the keys of ${KEYS} can't be had (${(error as Error).message})`);
      return this.skip();
    }
    const { status, stdout, stderr } = spawnSync('npm', ['audit', 'signatures'], { cwd: ROOT, encoding: 'utf8' });
    expect(status, stdout + stderr).to.equal(0);
    const verified = Number(/(\d+) packages have verified registry signatures/.exec(stdout)?.[1]);
    expect(verified).to.be.greaterThan(500);
    figure('S13', 'packages whose signature is valid', verified);
  });
});
