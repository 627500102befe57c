// Children don't inherit the preload, however they are started and however the preload was given.

import { expect } from 'chai';
import { REGISTER, runApp } from '../support/run-app.ts';

const NOBODY = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', PERAGUS_LOG_LEVEL: 'none' };

interface Seen {
  readonly options: string | null;
  readonly flags: readonly string[];
  readonly loaded: boolean;
}
const parse = (stdout: string): Seen[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Seen);

describe('children of an observed process', () => {
  it('started by execFile, shell and fork see nothing of a preload given by --import', async () => {
    const children = parse((await runApp('children.mjs', { env: NOBODY })).stdout);
    expect(children).to.have.lengthOf(5);
    for (const child of children) {
      expect(child.loaded).to.equal(false);
      expect(child.flags).to.not.include('--import');
    }
  });

  it('see NODE_OPTIONS without the preload but with what else was there', async () => {
    const options = `--import ${REGISTER} --max-old-space-size=300`;
    const children = parse((await runApp('children.mjs', { preload: false, env: { ...NOBODY, NODE_OPTIONS: options } })).stdout);
    expect(children).to.have.lengthOf(5);
    for (const child of children)
      expect({ options: child.options, loaded: child.loaded }).to.deep.equal({ options: '--max-old-space-size=300', loaded: false });
  });
});
