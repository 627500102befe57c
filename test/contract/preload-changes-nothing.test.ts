// The application behaves as without the preload: output, exit code, signals, listeners.

import { expect } from 'chai';
import { runApp, startApp } from '../support/run-app.ts';

/** Nobody listens there: the preload must fail open. */
const NOBODY = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', PERAGUS_LOG_LEVEL: 'none' };

describe('an application under the preload, with no Collector there', () => {
  for (const way of ['naturally', 'by-exit', 'by-exit-code', 'by-throw', 'by-rejection']) {
    it(`that ends ${way} has the same stdout, stderr, exit code and signal`, async () => {
      const [bare, observed] = await Promise.all([
        runApp('ends.mjs', { preload: false, args: [way] }),
        runApp('ends.mjs', { env: NOBODY, args: [way] }),
      ]);
      // Stacks name the file and line of the application, never ours.
      expect(observed).to.deep.equal(bare);
    });
  }

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`dies by ${signal} as before, at once`, async () => {
      const app = startApp('server.mjs', { env: NOBODY });
      await app.printed('listening, 0 listeners');
      app.child.kill(signal);
      const { code, signal: by } = await app.ended;
      expect({ code, by }).to.deep.equal({ code: null, by: signal });
    });
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`leaves ${signal} to the application's own handler, exit code 7`, async () => {
      const app = startApp('server.mjs', { env: NOBODY, args: ['handler'] });
      await app.printed('listening, 1 listeners');
      app.child.kill(signal);
      expect((await app.ended).code).to.equal(7);
    });
  }

  // The ids in winston's lines are the one asked change of output; preload-logs-records tests that it is the only one.
  it('prints the same on stdout with require, import and file URL, log correlation off', async () => {
    for (const app of ['notes-require.cjs', 'notes-import.mjs', 'notes-file-url.mjs']) {
      const env = { ...NOBODY, PERAGUS_LOG_CORRELATION: 'false' };
      const [bare, observed] = await Promise.all([runApp(app, { preload: false }), runApp(app, { env })]);
      expect(observed.stdout).to.equal(bare.stdout);
      expect(observed.code).to.equal(bare.code);
    }
  });

  it('gets the same results and errors from better-sqlite3, used rightly and wrongly in 19 ways', async () => {
    const [bare, observed] = await Promise.all([
      runApp('sqlite-misuse.mjs', { preload: false }),
      runApp('sqlite-misuse.mjs', { env: { ...NOBODY, PERAGUS_LOG_LEVEL: 'debug' } }),
    ]);
    expect(observed.stdout).to.equal(bare.stdout);
    expect(bare.stdout.trim().split('\n')).to.have.lengthOf(19);
    // A wrong call is the application's own affair: nothing of ours fails by it.
    expect(observed.stderr).to.not.include('PERAGUS-007');
  });

  it('survives hostile values in log lines with the same output', async () => {
    const [bare, observed] = await Promise.all([
      runApp('hostile-values.mjs', { preload: false }),
      runApp('hostile-values.mjs', { env: NOBODY }),
    ]);
    expect(observed.stdout).to.equal(bare.stdout);
    expect(observed.stdout).to.include('survived');
    expect(observed.code).to.equal(bare.code);
  });
});
