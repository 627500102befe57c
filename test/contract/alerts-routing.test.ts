// Asks the real amtool where alerts go, for every combination of severity, service and environment, and checks what the configuration names.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { parse } from 'yaml';
import { catalogue } from '../../alerts/catalogue/index.ts';
import { WATCHDOG } from '../../alerts/catalogue/watchdog.ts';
import type { AlertRule } from '../../alerts/kit/rule.ts';
import { CHANNEL_NAMES, CHANNELS, type ChannelName } from '../../alerts/notifications/channels.ts';
import { alertmanagerConfiguration, channelsOf, EVERY_CHANNEL_ON } from '../../alerts/notifications/configuration.ts';
import { INHIBITIONS } from '../../alerts/notifications/inhibition.ts';
import { CHANNEL_FAILING, DRILL, OF_PEOPLE, RECEIVERS, type ReceiverName } from '../../alerts/notifications/routing.ts';
import { service } from '../../instrumentation/vocabulary/index.ts';
import { resolveBackend } from '../../stack/resolve/resolve.ts';

const repository = join(import.meta.dirname, '..', '..');
const configFile = join(repository, 'alerts', 'generated', 'alertmanager.yaml');
const config = parse(readFileSync(configFile, 'utf8'));
const RESOLVE_DEADLINE_MS = 20 * 60_000;
const AMTOOL_DEADLINE_MS = 30_000;
/** amtool answers one question a process; so many are asked at once. */
const AT_ONCE = 4;

const BY_SEVERITY: Readonly<Record<string, ReceiverName>> = { page: 'on-call', ticket: 'tickets', none: 'nobody', unheard: 'on-call' };
const BY_NAME: Readonly<Record<string, ReceiverName>> = { [WATCHDOG]: 'heartbeat', [DRILL]: 'drill', [CHANNEL_FAILING]: 'everywhere' };
const SERVICES = [
  ...Object.values(service).map(({ name }) => name),
  'collector',
  'prometheus',
  'alertmanager',
  'loki',
  'tempo',
  'host',
  '',
];
const ENVIRONMENTS = ['', 'production', 'staging'];
const rules: readonly AlertRule[] = catalogue.flatMap((group) => group.rules);
/** Those of Prometheus and of Loki: an alert without a runbook is not shipped. */
const withRunbook = readdirSync(join(repository, 'alerts', 'runbooks')).map((file) => file.replace('.md', ''));

type Labels = Readonly<Record<string, string>>;
interface Question {
  readonly labels: Labels;
  readonly receiver: ReceiverName;
}

const everyCombination: Question[] = ['AnAlertOfTomorrow', ...Object.keys(BY_NAME)].flatMap((alertname) =>
  Object.keys(BY_SEVERITY).flatMap((severity) =>
    // Where the name alone decides, one service stands for all.
    (BY_NAME[alertname] ? SERVICES.slice(0, 1) : SERVICES).flatMap((name) =>
      ENVIRONMENTS.map((environment) => ({
        labels: { alertname, severity, service: name, service_name: name, deployment_environment_name: environment },
        receiver: BY_NAME[alertname] ?? (BY_SEVERITY[severity] as ReceiverName),
      })),
    ),
  ),
);
describe('alert routing', () => {
  let amtool = '';

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    const { programs } = await resolveBackend('alertmanager', { environment: process.env, repository });
    amtool = programs.amtool ?? '';
  });

  const run = async (args: readonly string[]): Promise<string> =>
    (await promisify(execFile)(amtool, args, { timeout: AMTOOL_DEADLINE_MS })).stdout;

  const ask = async ({ labels, receiver }: Question): Promise<void> => {
    const pairs = Object.entries(labels).flatMap(([label, value]) => (value === '' ? [] : [`${label}=${value}`]));
    const answer = await run(['config', 'routes', 'test', `--config.file=${configFile}`, ...pairs]);
    expect(answer.trim(), pairs.join(' ')).to.equal(receiver);
  };
  const askAll = async (questions: readonly Question[]): Promise<void> => {
    const waiting = [...questions];
    const worker = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await ask(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  };

  it('is a configuration that Alertmanager accepts', async () => {
    expect(await run(['check-config', configFile])).to.contain('SUCCESS');
  });

  it(`has one receiver for each of ${everyCombination.length} combinations of severity, service and environment`, () =>
    askAll(everyCombination));

  it('tells alerts apart by severity and these three names only, so that what holds for the alert of tomorrow holds for each of the catalogue', () => {
    const matchers: string[] = config.route.routes.flatMap((route: { matchers: string[] }) => route.matchers);
    const known = [
      ...Object.keys(BY_NAME).map((name) => `alertname="${name}"`),
      ...['none', 'page', 'ticket'].map((one) => `severity="${one}"`),
    ];
    expect(matchers).to.have.members(known);
    for (const { alert, labels } of rules) expect(Object.keys(BY_SEVERITY), alert).to.include(labels.severity);
  });

  it('tells people of any alert whichever channel of people is the only one', () => {
    const alone = (name: ChannelName) => new Set<ChannelName>([name]);
    for (const channel of OF_PEOPLE)
      for (const receiver of ['on-call', 'tickets', 'everywhere', 'drill'] as const)
        expect(channelsOf(receiver, alone(channel)), `${receiver} with ${channel}`).to.deep.equal([channel]);
  });

  it('sends a page to PagerDuty and Slack, a ticket to Slack and mail, and the failure of one channel to all', () => {
    const of = (receiver: ReceiverName) => channelsOf(receiver, EVERY_CHANNEL_ON.names);
    expect(of('on-call')).to.deep.equal(['pagerduty', 'slack', 'webhook']);
    expect(of('tickets')).to.deep.equal(['slack', 'email', 'webhook']);
    expect(of('everywhere')).to.deep.equal(['pagerduty', 'slack', 'email', 'webhook']);
  });

  it('leaves a channel out whose file is not there, and any of them may be missing', () => {
    for (const missing of CHANNEL_NAMES) {
      const names = new Set(CHANNEL_NAMES.filter((name) => name !== missing));
      const text = JSON.stringify(alertmanagerConfiguration({ ...EVERY_CHANNEL_ON, names }));
      if (missing !== 'email') expect(text).not.to.include(`secrets/${CHANNELS[missing].file}`);
      expect(text.includes('smarthost')).to.equal(missing !== 'email');
    }
  });

  const entries: [receiver: string, entry: Record<string, unknown>][] = config.receivers.flatMap(
    ({ name, ...lists }: { name: string } & Record<string, Record<string, unknown>[]>) =>
      Object.values(lists).flatMap((list) => list.map((entry) => [name, entry])),
  );

  it('says resolved on the channels of people and never on the heartbeat', () => {
    for (const [name, entry] of entries) expect(entry.send_resolved, name).to.equal(name !== 'heartbeat');
  });

  it('holds no address and no key: every channel reads its own from a file', () => {
    expect(entries).to.have.length(Object.values(RECEIVERS).flat().length);
    for (const [name, entry] of entries) {
      const files = Object.entries(entry).filter(([key]) => key.endsWith('_file'));
      expect(files, name).to.have.length(1);
      expect(files[0]?.[1], name).to.match(/^(secrets|made)\/[a-z-]+$/);
    }
    expect(readFileSync(configFile, 'utf8')).not.to.match(/https?:\/\//);
  });

  it('names in matchers only alerts that exist', () => {
    const text = JSON.stringify([config.route, config.inhibit_rules]);
    const named = [...text.matchAll(/alertname=~?\\"([^"\\]*)\\"/g)].flatMap(([, names = '']) => names.split('|'));
    expect(named).to.have.length.greaterThan(20);
    expect([...new Set(named)].filter((name) => !withRunbook.includes(name) && name !== DRILL)).to.deep.equal([]);
  });

  const alertsOf = (matchers: readonly string[]): AlertRule[] => {
    const names = matchers.flatMap((matcher) => /^alertname=~?"(.*)"$/.exec(matcher)?.[1]?.split('|') ?? []);
    return rules.filter(
      ({ alert, labels }) => names.includes(alert) && (labels.severity === 'ticket' || !matchers.includes('severity="ticket"')),
    );
  };

  it('inhibits only by labels that both alerts carry', () => {
    for (const { source, target, equal } of INHIBITIONS)
      for (const rule of [...alertsOf(source), ...alertsOf(target)])
        for (const label of equal) expect(rule.expr, `${rule.alert} and ${label}`).to.match(new RegExp(`by \\([^)]*\\b${label}\\b`));
  });

  it('holds back no page but ServiceTotalOutage, which has ended and said so before its inhibition can begin', () => {
    const pages = INHIBITIONS.flatMap(({ target }) => alertsOf(target)).filter(({ labels }) => labels.severity === 'page');
    expect(pages.map(({ alert }) => alert)).to.deep.equal(['ServiceTotalOutage']);
    for (const { target } of INHIBITIONS) expect(target.some((matcher) => /^(alertname|severity="ticket")/.test(matcher))).to.equal(true);
  });
});
