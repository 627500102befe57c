// Two gateways behind one name, as in Kubernetes: the agent follows what the name resolves to, and nothing is lost on the way.
// Long form only: the agent looks the name up every 5 s. The name is in a hosts file that only this agent sees (a mount namespace).

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configArguments } from '../../../collector/roles.ts';
import { programsOf } from '../../support/back-ends.ts';
import { CollectorRun } from '../../support/collector-run.ts';
import { figures } from '../../support/figures.ts';
import { findFreePort, freePorts } from '../../support/free-ports.ts';
import { waitFor } from '../../support/wait.ts';
import { FaultSink } from '../support/fault-sink.ts';
import { REPETITIONS } from '../support/repetitions.ts';
import { SPANS_A_TRACE, sendTraces } from './support/spread-traces.ts';

const NAME = 'gateways.test';
const TRACES = 4_000;
const ACCEPTED = 'otelcol_receiver_accepted_spans_total';

describe('an agent whose gateways are behind one name', function () {
  this.timeout(180_000);
  const scratch = mkdtempSync(join(tmpdir(), 'peragus-dns-'));
  const hosts = join(scratch, 'hosts');
  const resolveTo = (...addresses: string[]) => writeFileSync(hosts, addresses.map((address) => `${address} ${NAME}\n`).join(''));

  before(function () {
    if (REPETITIONS === 1 || spawnSync('unshare', ['-m', 'true']).status !== 0) this.skip();
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it(`delivers ${TRACES} of ${TRACES} traces while one gateway goes for good and another comes`, async () => {
    await FaultSink.use(async (sink) => {
      const port = await findFreePort();
      const gatewayAt = (host: string) =>
        CollectorRun.start('gateway', {
          environment: { ...storesAt(sink.endpoint), PERAGUS_LISTEN_HOST: host, PERAGUS_OTLP_GRPC_PORT: String(port) },
        });
      resolveTo('127.0.0.2', '127.0.0.3');
      const [stays, goes] = await Promise.all([gatewayAt('127.0.0.2'), gatewayAt('127.0.0.3')]);
      const agent = await startAgent(hosts, scratch, port);
      try {
        const sending = sendTraces({ traces: TRACES, perSecond: 100, doors: [agent.url], run: 5 });
        const accepted = async (gateway: CollectorRun) => (await gateway.metrics()).sum(ACCEPTED);
        await waitFor('both gateways at work', async () => (await accepted(stays)) > 0 && (await accepted(goes)) > 0, 15_000);
        await goes.stop();
        resolveTo('127.0.0.2');
        const comes = await gatewayAt('127.0.0.4');
        resolveTo('127.0.0.2', '127.0.0.4');
        await waitFor('the new gateway at work', async () => (await accepted(comes)) > 0, 40_000);
        await sending.done;
        // What the one that went had not delivered.
        await goes.restart();
        const spans = TRACES * SPANS_A_TRACE;
        await sink.until('all spans', (received) => received.unique('traces') === spans, 60_000);
        figures('Two gateways: by name', { spans, byTheNew: await accepted(comes), again: sink.received.duplicates('traces') });
        await Promise.all([stays, goes, comes].map((gateway) => gateway.remove()));
      } finally {
        agent.child.kill('SIGKILL');
      }
    });
  });
});

const storesAt = (url: string) => ({
  PERAGUS_TEMPO_OTLP_URL: url,
  PERAGUS_LOKI_URL: url,
  PERAGUS_PROMETHEUS_URL: url,
  // Addresses of loopback, but not the one that is.
  PERAGUS_PLAINTEXT: 'private-network',
});

async function startAgent(hosts: string, scratch: string, gatewayPort: number): Promise<{ child: ChildProcess; url: string }> {
  const { ports, environment } = await freePorts();
  const data = join(scratch, 'agent');
  mkdirSync(join(data, 'collector'), { recursive: true });
  const settings = {
    PERAGUS_GATEWAYS_DNS: NAME,
    PERAGUS_GATEWAYS_LISTEN_ON: String(gatewayPort),
    PERAGUS_GATEWAY_PATIENCE: '2s',
    PERAGUS_PLAINTEXT: 'private-network',
  };
  const program = (await programsOf('collector'))['otelcol-peragus'] ?? '';
  const command = ['-m', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', hosts, program, ...configArguments('agent', settings)];
  const env = { PATH: process.env.PATH, ...environment, ...settings, PERAGUS_DATA_DIR: data };
  const child = spawn('unshare', command, { env, stdio: 'ignore' });
  const gone = once(child, 'exit').then(() => 'gone');
  const isReady = async () => (await fetch(`http://127.0.0.1:${ports.collectorHealth}/`)).ok && 'ready';
  expect(await Promise.race([gone, waitFor('the agent', isReady, 20_000)])).to.equal('ready');
  return { child, url: `http://127.0.0.1:${ports.otlpHttp}` };
}
