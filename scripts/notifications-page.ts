// docs/notifications.md: who hears of what, how a channel is switched on, and what the messages look like, as providers got them.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHANNEL_NAMES, CHANNELS, type ChannelName } from '../alerts/notifications/channels.ts';
import { INHIBITIONS, type Inhibition } from '../alerts/notifications/inhibition.ts';
import { QUIET_TIMES } from '../alerts/notifications/mute-times.ts';
import { RECEIVERS, ROOT, ROUTES } from '../alerts/notifications/routing.ts';
import { markdownTable } from './markdown-table.ts';

/** Bodies by channel, as the stand-ins of test/contract/alerts-channels.test.ts took them from the real Alertmanager. */
export type Samples = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
export const SAMPLES_FILE = join(import.meta.dirname, '..', 'docs', 'notification-samples.json');

const titlesOf = (names: readonly ChannelName[]): string => names.map((name) => CHANNELS[name].title).join(', ') || 'nobody';
const code = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join(' ');

const switches = markdownTable(
  ['channel', 'file in `secrets/`', 'holds'],
  CHANNEL_NAMES.map((name) => [CHANNELS[name].title, `\`${CHANNELS[name].file}\``, CHANNELS[name].holds]),
);

const routes = markdownTable(
  ['alerts', 'receiver', 'channels', 'first message after', 'news after', 'again after'],
  [...ROUTES, { ...ROOT, matchers: ['anything else'] }].map(({ matchers, receiver, ...timing }) => {
    const { group_wait, group_interval, repeat_interval } = { ...ROOT, ...timing };
    const silent = receiver === 'nobody';
    const times = silent ? ['–', '–', '–'] : [group_wait, group_interval, repeat_interval];
    return [code(matchers), receiver, titlesOf(RECEIVERS[receiver]), ...times];
  }),
);

const inhibitionRow = ({ source, target, equal, because }: Inhibition): string[] => [
  code(source),
  code(target),
  code(equal) || '–',
  because,
];
const inhibitions = markdownTable(['while this fires', 'this is held back', 'of equal', 'because'], INHIBITIONS.map(inhibitionRow));

function sampleSection(channel: string, bodies: Samples[string]): string[] {
  const show = (body: Readonly<Record<string, unknown>>): string[] =>
    // Mail is read, not parsed.
    typeof body.text === 'string'
      ? ['```text', `Subject: ${body.subject}`, `From: ${body.from}`, `To: ${body.to}`, '', body.text.trim(), '```', '']
      : ['```json', JSON.stringify(body, undefined, 2), '```', ''];
  return [`### ${CHANNELS[channel as ChannelName].title}`, '', ...bodies.flatMap(show)];
}

/** The page's text. */
export function notificationsPage(): string {
  const samples: Samples = existsSync(SAMPLES_FILE) ? JSON.parse(readFileSync(SAMPLES_FILE, 'utf8')) : {};
  return [
    '# Notifications',
    '',
    'Generated from `alerts/notifications/` by `npm run generate`; do not edit. The messages at the end are those that stand-ins of the providers took from the real Alertmanager (`npm run samples` takes them anew, `test/contract/alerts-channels.test.ts` compares).',
    '',
    '## Switch a channel on',
    '',
    'Put its secret into a file; nothing else is to be done, and nothing is restarted. Take the file away, or empty it, and the channel is off. `npm start` looks into `.peragus/alertmanager/secrets/`, Docker Compose into `collector/stores/compose/alert-secrets/` or the folder that `PERAGUS_ALERT_SECRETS_DIR` names (readable for user 65534). A file that holds something else is told, and everything stays as it was ([decision 0022](decisions/0022-a-channel-is-a-file.md)).',
    '',
    ...switches,
    '',
    '`smtp:` means STARTTLS on port 587 or the one that is named, `smtps:` means TLS on port 465; a special character in user or password is written as in an address (`%40` for `@`). `PERAGUS_ALERT_PAGERDUTY_URL` names another address of PagerDuty, such as `https://events.eu.pagerduty.com/v2/enqueue`. Webhook and heartbeat go to the inbox of `npm start` until somebody puts another address there.',
    '',
    'Then hold a drill: `npm run drill`. It sends a test alert, marked DRILL, to every channel that is on, shows how long each took, and ends it.',
    '',
    '## Who hears of what',
    '',
    'The first line that fits. An alert whose receiver has no channel of people on goes to those that are: a page by mail is better than none.',
    '',
    ...routes,
    '',
    `One message for each ${code(ROOT.group_by)}. Quiet times: ${QUIET_TIMES.map(({ name }) => name).join(', ') || 'none; `alerts/notifications/mute-times.ts` says why and how'}.`,
    '',
    '## What is held back',
    '',
    'Nothing that could be another outage: what is held back follows from the other alert, or can’t be known while that fires, and is told when that ends.',
    '',
    ...inhibitions,
    '',
    '## Two Alertmanagers',
    '',
    '`PERAGUS_ALERTMANAGER_CLUSTER_ADDRESS` (such as `10.0.0.1:9094`) and `PERAGUS_ALERTMANAGER_CLUSTER_PEERS` (addresses of the others, separated by commas) make two of them tell each alert once, and one of them tell it alone when the other is gone. Their gossip is neither encrypted nor authenticated: a private network only. Prometheus hands its alerts to each of them: list all in `targets/alertmanager.yaml`.',
    '',
    '## What the messages say',
    '',
    'Templates in `alerts/notifications/templates/` read these annotations and leave out what is absent: `summary`, `description`, `first_step` (what to do first), `runbook_url`, `dashboard_url`, `logs_url` and `trace_url` (those of a dashboard get the time of the incident), `trace_id`, `budget_left` (of alerts with an `slo`). Alerts of the catalogue get them from `alerts/leads.ts`: a rule sees no exemplars, so `trace_url` is the list of traces that show the trouble, and `trace_id` is for rules of your own.',
    '',
    'Links lead to the Grafana that `npm start` runs, or to the viewer on port 3001 where there is none, which shows the panel alone; `PERAGUS_DASHBOARDS_URL` names another address, under which people reach the dashboards.',
    '',
    ...Object.entries(samples).flatMap(([channel, bodies]) => sampleSection(channel, bodies)),
  ].join('\n');
}
