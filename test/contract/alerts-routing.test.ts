// Asks the real amtool where each alert goes, for every combination of severity and alert, and checks what the configuration names.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { parse } from 'yaml';
import { alertLabels } from '../../alerts/case-series.ts';
import { catalogue } from '../../alerts/catalogue/index.ts';
import { logs } from '../../alerts/catalogue/logs.ts';
import { WATCHDOG } from '../../alerts/catalogue/watchdog.ts';
import type { Severity } from '../../alerts/kit/rule.ts';
import { SERVICE_LABELS } from '../../alerts/service-labels.ts';
import { prometheusLabel, service } from '../../instrumentation/vocabulary/index.ts';
import { resolveBackend } from '../../stack/resolve/resolve.ts';

const repository = join(import.meta.dirname, '..', '..');
const configFile = join(repository, 'alerts', 'notifications', 'alertmanager.yaml');
const config = parse(readFileSync(configFile, 'utf8'));
const RESOLVE_DEADLINE_MS = 20 * 60_000;
const AMTOOL_DEADLINE_MS = 30_000;

const RECEIVER: Readonly<Record<Severity, string>> = { page: 'on-call', ticket: 'tickets', none: 'nobody' };
const severities = Object.keys(RECEIVER) as Severity[];
const alertNames = [...new Set([...catalogue, logs].flatMap((group) => group.rules.map((rule) => rule.alert))), 'AnAlertOfTomorrow'];
const knownLabels = ['alertname', 'severity', 'team', 'service', 'slo', ...SERVICE_LABELS.map((key) => prometheusLabel({ key }))];

describe('alert routing', () => {
  let amtool = '';

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    const { programs } = await resolveBackend('alertmanager', { environment: process.env, repository });
    amtool = programs.amtool ?? '';
  });

  const run = async (args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(amtool, args, { timeout: AMTOOL_DEADLINE_MS })).stdout;

  const expectReceiver = async (receiver: string, labels: Readonly<Record<string, string>>): Promise<void> => {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
    const answer = await run(['config', 'routes', 'test', `--config.file=${configFile}`, `--verify.receivers=${receiver}`, ...pairs]);
    expect(answer.trim(), pairs.join(' ')).to.equal(receiver);
  };

  it('is a configuration that Alertmanager accepts', async () => {
    expect(await run(['check-config', configFile])).to.contain('SUCCESS');
  });

  for (const alertname of alertNames) {
    it(`sends ${alertname} to one receiver at each severity, with and without an environment`, async () => {
      for (const severity of severities) {
        const receiver = alertname === WATCHDOG ? 'heartbeat' : RECEIVER[severity];
        for (const environment of [{}, { deployment_environment_name: 'production' }]) {
          await expectReceiver(receiver, { alertname, severity, ...alertLabels(service.api), ...environment });
        }
      }
    });
  }

  it('sends an alert of a severity that nobody thought of to a person', async () => {
    await expectReceiver('on-call', { alertname: 'Unheard', severity: 'critical' });
    await expectReceiver('on-call', { alertname: 'Unheard' });
  });

  it('says resolved on the channels of people and never on the heartbeat', () => {
    for (const { name, webhook_configs: hooks = [] } of config.receivers) {
      for (const hook of hooks) expect(hook.send_resolved, name).to.equal(name !== 'heartbeat');
    }
  });

  it('holds no address and no key: every channel reads its own from a file in secrets/', () => {
    for (const { name, webhook_configs: hooks = [] } of config.receivers) {
      for (const hook of hooks) {
        expect(hook.url_file, name).to.match(/^secrets\/[a-z-]+$/);
        expect(hook, name).not.to.have.property('url');
      }
    }
    expect(readFileSync(configFile, 'utf8')).not.to.match(/https?:\/\//);
  });

  it('groups and inhibits by labels that alerts carry', () => {
    const routes = [config.route, ...config.route.routes];
    const grouped = routes.flatMap((route) => route.group_by ?? []);
    const equal = config.inhibit_rules.flatMap((rule: { equal: string[] }) => rule.equal);
    for (const label of [...grouped, ...equal]) expect(knownLabels).to.include(label);
  });

  it('names in matchers only alerts of the catalogue', () => {
    const text = readFileSync(configFile, 'utf8');
    const named = [...text.matchAll(/alertname="([^"]*)"/g)].map(([, name]) => name);
    expect(named).not.to.have.length(0);
    for (const name of named) expect(alertNames).to.include(name);
  });
});
