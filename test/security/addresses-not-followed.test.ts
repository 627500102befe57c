// S11: the preload connects to the receiver that its operator has named and to nothing else: no redirect, no address out of telemetry, no file.

import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { FaultSink } from '../fault/support/fault-sink.ts';
import { startNumbered } from '../fault/support/numbered-run.ts';
import { sideBySide } from '../fault/support/side-by-side.ts';
import { type FakeServer, listenLocally } from '../support/fake-server.ts';
import { figure } from '../support/figures.ts';
import { runApp, sendTo } from '../support/run-app.ts';

const LOOKUPS = join(import.meta.dirname, '../fixtures/apps/lookups.mjs');
const REDIRECTS = [301, 302, 303, 307, 308];
/** Addresses that no telemetry goes to, and no file is read from. */
const WRONG = [
  'file:///etc/passwd',
  'ftp://169.254.169.254/',
  'gopher://127.0.0.1:70/',
  'data:text/plain,x',
  'unix:/var/run/docker.sock',
  '//169.254.169.254',
  '169.254.169.254:80',
];

const connectsIn = (stdout: string) => [...new Set(stdout.split('\n').filter((line) => /^(connect|lookup) /.test(line)))];
const ours = (stderr: string) => stderr.split('\n').filter((line) => line.includes('PERAGUS-'));

describe('where the preload connects to', () => {
  let server: Server;
  let bait: FakeServer;
  let visits = 0;
  const address = () => `http://127.0.0.1:${bait.port}`;
  before(async () => {
    server = createServer(() => {
      visits += 1;
    });
    bait = await listenLocally(server);
  });
  beforeEach(() => {
    visits = 0;
  });
  after(() => bait.close());

  for (const ending of ['naturally', 'exit'] as const)
    it(`follows 0 of ${REDIRECTS.length} kinds of redirects, with any signal, when the process ends ${ending}`, async () => {
      await FaultSink.use(async (sink) => {
        await sink.set((nth) => ({
          kind: 'status',
          status: REDIRECTS[nth % REDIRECTS.length] ?? 302,
          headers: { location: `${address()}/v1/traces` },
        }));
        // At `exit` everything waits still, so that the sender of the last moment meets the redirect.
        const env = ending === 'exit' ? { OTEL_BSP_SCHEDULE_DELAY: '60000', OTEL_BLRP_SCHEDULE_DELAY: '60000' } : {};
        const { code } = await startNumbered(
          sink,
          { spans: 50, logs: 50, ending, ...(ending === 'naturally' ? { perSecond: 200 } : {}) },
          { env },
        ).ended;
        expect(code).to.equal(0);
        expect(sink.attempts().length).to.be.greaterThan(ending === 'exit' ? 1 : 2);
        expect(visits).to.equal(0);
        figure('S11', 'connections to the address of a redirect', visits);
      });
    });

  it('is the receiver alone, whatever addresses paths, headers, log lines, errors, SQL and source maps have in them', async () => {
    await FaultSink.use(async (sink) => {
      const { code, stdout } = await runApp('names-addresses.mjs', {
        args: [address()],
        env: sendTo(sink.endpoint),
        flags: ['--import', LOOKUPS],
      });
      expect(code).to.equal(0);
      const own = connectsIn(stdout).filter((line) => line === `connect ${new URL(sink.endpoint).host}`);
      expect(own).to.have.lengthOf(1);
      // The application's own calls are to its own port.
      const bare = await runApp('names-addresses.mjs', { preload: false, args: [address()], flags: ['--import', LOOKUPS] });
      expect(connectsIn(stdout)).to.have.lengthOf(connectsIn(bare.stdout).length + 1);
      expect(visits).to.equal(0);
      figure('S11', 'connections to addresses out of telemetry', visits);
      expect(sink.received.unique('traces')).to.be.greaterThan(4);
    });
  });

  for (const variable of ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']) {
    it(`is never what is no http address in ${variable}: ${WRONG.length} of ${WRONG.length} end in a warning that names the variable`, async () => {
      const isForAll = variable === 'OTEL_EXPORTER_OTLP_ENDPOINT';
      await FaultSink.use(async (sink) => {
        await sideBySide(WRONG, async (wrong) => {
          // The default, localhost:4318, may be somebody's Collector: telemetry is kept at home while the wrong one is the only address.
          const env = isForAll ? { OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' } : {};
          const { code, stdout, stderr } = await runApp('ends.mjs', {
            args: ['naturally'],
            flags: ['--import', LOOKUPS],
            env: { ...sendTo(sink.endpoint), ...env, [variable]: wrong },
          });
          expect({ code, first: stdout.split('\n')[0] }, wrong).to.deep.equal({ code: 0, first: 'working' });
          const expected = isForAll ? [] : [`connect ${new URL(sink.endpoint).host}`];
          expect(connectsIn(stdout), wrong).to.deep.equal(expected);
          expect(
            ours(stderr).filter((line) => line.includes('PERAGUS-004') && line.includes(variable)),
            `${wrong}: ${stderr}`,
          ).to.have.lengthOf(1);
          figure('S11', 'connections to an address that is none', connectsIn(stdout).length - expected.length);
        });
      });
    });
  }
});
