// Every application of the fixtures that ends by itself prints the same, ends with the same code and dies by the same signal with the preload.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { type Ended, runApp, sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const APPS = join(import.meta.dirname, '../fixtures/apps');

/** The one change that is asked for, trace ids in winston's lines, is off. */
const QUIET = { PERAGUS_LOG_LEVEL: 'none', PERAGUS_LOG_CORRELATION: 'false' };

/** Applications that this can't be asked of, each with the reason; their own tests compare them. */
const EXCEPT: Readonly<Record<string, string>> = {
  'answers.mjs': 'serves until it is told to end',
  'busy-runtime.mjs': 'runs until it is told to end',
  'child-server.mjs': 'serves until it is told to end',
  'drains.mjs': 'serves until it is told to end',
  'libraries.mjs': 'waits until it is told to end',
  'lives.mjs': 'waits until it is told to end',
  'server.mjs': 'serves until it is told to end',
  'sockets-idle.cjs': 'serves until it is told to end',
  'two-exits.mjs': 'serves until it is told to end',
  'untouched.mjs': 'prints what the preload leaves behind',
  'callers.mjs': 'prints the headers that its server received',
  'passes-trace-on.mjs': 'prints the headers that its server received',
  'sampled-out.mjs': 'prints the headers that its server received',
  'child-cluster.mjs': 'prints environment and flags of children',
  'child-forms.cjs': 'prints environment and flags of children',
  'child-forms.mjs': 'prints environment and flags of children',
  'child-launched.mjs': 'prints environment and flags of children',
  'child-launcher.mjs': 'prints environment and flags of children',
  'child-report.mjs': 'prints environment and flags of children',
  'metrics-flush.mjs': 'flushes the SDK, which is not there without the preload',
  'lookups.mjs': 'prints what the preload has connected to',
  'own-sdk.mjs': 'prints whose spans go where',
  'shop-import.mjs': 'prints metrics of the process as they are at the moment',
  'shop-require.cjs': 'prints metrics of the process as they are at the moment',
  'stores-require.cjs': 'prints which instrumentations are loaded',
};

// Ports, process ids, ids and times differ from run to run.
const seen = ({ code, signal, stdout }: Ended) => ({ code, signal, stdout: stdout.replace(/\d+/g, '#') });

describe('the whole corpus of applications', () => {
  const apps = readdirSync(APPS).filter((name) => /\.(mjs|cjs|ts)$/.test(name));

  const sink = new Sink();
  let endpoint = '';

  before(async () => {
    endpoint = await sink.listen();
  });
  after(() => sink.close());

  it('has no exception that is not there', () => {
    expect(Object.keys(EXCEPT).filter((name) => !apps.includes(name))).to.deep.equal([]);
  });

  for (const name of apps.filter((each) => !(each in EXCEPT))) {
    it(`${name}: stdout, exit code and signal are the same`, async () => {
      const [bare, observed] = await Promise.all([
        runApp(name, { preload: false }),
        runApp(name, { env: { ...sendTo(endpoint), ...QUIET } }),
      ]);
      expect(seen(observed), `${bare.stderr}${observed.stderr}`).to.deep.equal(seen(bare));
      figure('R06', 'applications that print and end as without', 1);
    });
  }
});
