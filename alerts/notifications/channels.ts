// The channels that reach somebody: the file that switches each on, and how Alertmanager sends to it.

import type { EmailAddress } from './email-address.ts';

/** A channel of people, or of a machine that watches this one. */
interface Channel {
  readonly title: string;
  /** The file whose presence switches the channel on, in `secrets/`. */
  readonly file: string;
  /** What the file holds. */
  readonly holds: string;
  /** Alertmanager's name of the list that the entry goes into. */
  readonly list: string;
  /** Its own name of the kind, as metrics carry it. */
  readonly integration: string;
}

export const CHANNELS = {
  pagerduty: {
    title: 'PagerDuty',
    file: 'pagerduty-key',
    holds: 'the integration key (routing key) of an Events API v2 integration',
    list: 'pagerduty_configs',
    integration: 'pagerduty',
  },
  slack: {
    title: 'Slack',
    file: 'slack-url',
    holds: 'the address of an incoming webhook',
    list: 'slack_configs',
    integration: 'slack',
  },
  email: {
    title: 'E-mail',
    file: 'email-url',
    holds: '`smtp://user:password@host:587?from=…&to=…,…`',
    list: 'email_configs',
    integration: 'email',
  },
  webhook: {
    title: 'Webhook',
    file: 'webhook-url',
    holds: 'the address of a webhook of your own',
    list: 'webhook_configs',
    integration: 'webhook',
  },
  heartbeat: {
    title: 'Heartbeat',
    file: 'heartbeat-url',
    holds: 'the address of a service outside this machine that calls you when it is not called for some minutes',
    list: 'webhook_configs',
    integration: 'webhook',
  },
} as const satisfies Record<string, Channel>;

export type ChannelName = keyof typeof CHANNELS;
export const CHANNEL_NAMES = Object.keys(CHANNELS) as ChannelName[];

/** Which channels are on, with what Alertmanager can't read from a file itself. */
export interface ChannelsOn {
  readonly names: ReadonlySet<ChannelName>;
  /** Where mail goes; needed when `email` is on. */
  readonly email?: EmailAddress;
  /** PagerDuty has another address in the EU. */
  readonly pagerdutyUrl?: string;
}

/** Where Alertmanager finds a secret, from its working directory. */
const secretPath = (file: string): string => `secrets/${file}`;
/** The password out of `email-url`, which Alertmanager wants alone in a file; made beside it. */
export const EMAIL_PASSWORD_FILE = 'made/email-password';

/** Given up after this long; a provider that hangs is asked again. */
const TIMEOUT = '10s';
/** Slack and mail list fewer by themselves; a webhook is for machines. */
const WEBHOOK_ALERTS_LIMIT = 100;
const insert = (template: string): string => `{{ template "${template}" . }}`;

const webhook = (file: string, sendResolved: boolean, maxAlerts: number) => ({
  url_file: secretPath(file),
  send_resolved: sendResolved,
  timeout: TIMEOUT,
  max_alerts: maxAlerts,
});

const slack = {
  api_url_file: secretPath(CHANNELS.slack.file),
  send_resolved: true,
  timeout: TIMEOUT,
  username: 'Peragus Observability',
  color: insert('slack.color'),
  title: insert('slack.title'),
  title_link: insert('slack.title_link'),
  text: insert('slack.text'),
  fallback: insert('slack.fallback'),
  footer: insert('slack.footer'),
};

const pagerduty = (url: string | undefined) => ({
  routing_key_file: secretPath(CHANNELS.pagerduty.file),
  ...(url !== undefined && { url }),
  send_resolved: true,
  timeout: TIMEOUT,
  client: 'Peragus Observability',
  client_url: insert('pagerduty.client_url'),
  description: insert('pagerduty.summary'),
  severity: insert('pagerduty.severity'),
  source: insert('pagerduty.source'),
  class: insert('pagerduty.class'),
  component: insert('pagerduty.component'),
  group: insert('pagerduty.group'),
  // These four are Alertmanager's own, and would be filled with dumps of labels otherwise.
  details: {
    firing: insert('pagerduty.firing'),
    resolved: insert('pagerduty.resolved'),
    num_firing: '{{ .Alerts.Firing | len }}',
    num_resolved: '{{ .Alerts.Resolved | len }}',
  },
  links: [
    { href: insert('pagerduty.runbook'), text: 'Runbook' },
    { href: insert('pagerduty.panel'), text: 'Panel at the time' },
    { href: insert('pagerduty.logs'), text: 'Logs at the time' },
    { href: insert('pagerduty.trace'), text: 'Trace' },
  ],
});

const email = ({ smarthost, from, to, username, requireTls }: EmailAddress) => ({
  send_resolved: true,
  smarthost,
  from,
  to,
  ...(username !== undefined && { auth_username: username, auth_password_file: EMAIL_PASSWORD_FILE }),
  require_tls: requireTls,
  headers: { Subject: insert('email.subject') },
  text: insert('email.text'),
  html: insert('email.html'),
  // What belongs to one alert of a day stays together in the mailbox.
  threading: { enabled: true, thread_by_date: 'daily' },
});

/** The entry of a channel in a receiver. */
export function channelEntry(name: ChannelName, on: ChannelsOn): object {
  if (name === 'slack') return slack;
  if (name === 'pagerduty') return pagerduty(on.pagerdutyUrl);
  // A resolved Watchdog would count as a heartbeat.
  if (name === 'heartbeat') return webhook(CHANNELS.heartbeat.file, false, 1);
  if (name === 'webhook') return webhook(CHANNELS.webhook.file, true, WEBHOOK_ALERTS_LIMIT);
  if (on.email === undefined) throw new RangeError('Mail is on, and nobody has said where it goes.');
  return email(on.email);
}
