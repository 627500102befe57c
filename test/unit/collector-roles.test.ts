// What the roles of the Collector are started with: fragments, switches, and the same said on the command line.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { configArguments, configFiles, ROLE_NAMES } from '../../collector/roles.ts';

const PRINT = join(import.meta.dirname, '..', '..', 'collector', 'print-arguments.ts');
const print = (args: readonly string[], environment: Record<string, string> = {}) =>
  spawnSync(process.execPath, [PRINT, ...args], { env: { PATH: process.env.PATH, ...environment }, encoding: 'utf8' });

describe('the roles of the Collector', () => {
  it('add a fragment where its switch has a value, behind those of the role and before the list of extensions', () => {
    const plain = configFiles('gateway');
    const sampled = configFiles('gateway', { PERAGUS_SAMPLE_ONE_IN: '20' });
    expect(plain.some((file) => file.endsWith('/sampling.yaml'))).to.equal(false);
    expect(sampled.slice(0, plain.length - 1)).to.deep.equal(plain.slice(0, -1));
    expect(sampled.some((file) => file.endsWith('/sampling.yaml'))).to.equal(true);
    for (const role of ROLE_NAMES) expect(configFiles(role).at(-1)).to.match(/^yaml:service::extensions: \[.*file_storage.*\]$/);
  });

  for (const value of ['0', '-1', '0.5', 'all']) {
    it(`refuse PERAGUS_SAMPLE_ONE_IN=${value}, which would keep no ordinary trace without a word`, () =>
      expect(() => configFiles('gateway', { PERAGUS_SAMPLE_ONE_IN: value })).to.throw(
        `PERAGUS_SAMPLE_ONE_IN is "${value}"; it takes a whole number from 1.`,
      ));
  }

  it('are printed as arguments, for another folder, or refused in one sentence', () => {
    const environment = { PERAGUS_HOST_METRICS: 'on' };
    const { status, stdout } = print(['agent', '/etc/peragus'], environment);
    expect(status).to.equal(0);
    expect(stdout.trim().split('\n')).to.deep.equal(configArguments('agent', environment, '/etc/peragus'));
    expect(print(['agnet'])).to.include({
      status: 1,
      stdout: '',
      stderr: `There is no role "agnet"; the roles are ${ROLE_NAMES.join(', ')}.\n`,
    });
  });
});
