// Every application of the fixtures prints the same, ends with the same code and dies by the same signal with the preload.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { type Ended, type RunOptions, sendTo, startApp } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const APPS = join(import.meta.dirname, '../fixtures/apps');

/** The one change that is asked for, trace ids in winston's lines, is off. */
const QUIET = { PERAGUS_LOG_LEVEL: 'none', PERAGUS_LOG_CORRELATION: 'false' };

/** Applications that go on until SIGTERM, each with what it prints once it is there. */
const ENDLESS: Readonly<Record<string, string>> = {
  'answers.mjs': 'ports ',
  'child-server.mjs': 'port ',
  'drains.mjs': 'port ',
  'edge.mjs': 'port ',
  'hostile-requests.mjs': 'port ',
  'libraries.mjs': 'loaded',
  'lives.mjs': 'alive',
  'server.mjs': 'listening',
  'stormed.mjs': 'port ',
};

/** Applications that this can't be asked of, each with the reason; their own tests compare them. */
const EXCEPT: Readonly<Record<string, string>> = {
  'busy-runtime.mjs': 'ends with a code that says whether it had garbage by then',
  'sockets-idle.cjs': 'waits for a ping, which comes from the preload',
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
  'two-exits.mjs': 'prints metrics of the process as they are at the moment',
  'shop-import.mjs': 'prints metrics of the process as they are at the moment',
  'shop-require.cjs': 'prints metrics of the process as they are at the moment',
  'stores-require.cjs': 'prints which instrumentations are loaded',
};

// Ports, process ids, ids and times differ from run to run.
const seen = ({ code, signal, stdout }: Ended) => ({ code, signal, stdout: stdout.replace(/\d+/g, '#') });

/** What a machine with much other work needs: an application that is ended from outside would only say that the machine is busy. */
const KILL_AFTER_MS = 150_000;
const TIMEOUT_MS = 180_000;

async function run(name: string, options: RunOptions): Promise<Ended> {
  const { printed, child, ended } = startApp(name, { ...options, killAfterMs: KILL_AFTER_MS });
  const isThere = ENDLESS[name];
  if (isThere) {
    await printed(isThere);
    child.kill('SIGTERM');
  }
  return ended;
}

describe('the whole corpus of applications', function () {
  this.timeout(TIMEOUT_MS);
  const apps = readdirSync(APPS).filter((name) => /\.(mjs|cjs|ts)$/.test(name));

  const sink = new Sink();
  let endpoint = '';

  before(async () => {
    endpoint = await sink.listen();
  });
  after(() => sink.close());

  it('knows of none that is not there', () => {
    expect([...Object.keys(EXCEPT), ...Object.keys(ENDLESS)].filter((name) => !apps.includes(name))).to.deep.equal([]);
  });

  for (const name of apps.filter((each) => !(each in EXCEPT))) {
    it(`${name}: stdout, exit code and signal are the same`, async () => {
      const [bare, observed] = await Promise.all([run(name, { preload: false }), run(name, { env: { ...sendTo(endpoint), ...QUIET } })]);
      expect(seen(observed), `${bare.stderr}${observed.stderr}`).to.deep.equal(seen(bare));
      figure('R06', 'applications that print and end as without', 1);
    });
  }
});
