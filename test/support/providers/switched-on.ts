// A real Alertmanager as the stack runs it, with stand-ins of all providers, whose channels are switched on and off by their files alone.

import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHANNELS, type ChannelName } from '../../../alerts/notifications/channels.ts';
import { makeAuthority, makeCertificate } from '../../../scripts/certificates.ts';
import { SECRETS_FOLDER } from '../../../stack/alert-channels/stage.ts';
import type { Place } from '../../../stack/process-spec.ts';
import { baseUrl } from '../../../stack/processes/addresses.ts';
import { folderOf } from '../../../stack/processes/alertmanager.ts';
import { makePrivateFolder } from '../../../stack/processes/staging.ts';
import { BackEnds, makePlace } from '../back-ends.ts';
import { OwnMetrics } from '../collector-metrics.ts';
import { MAIL_PASSWORD, MAIL_USER, startMailServer } from './mail.ts';
import { ROUTING_KEY, startPagerduty } from './pagerduty.ts';
import { startSlack } from './slack.ts';
import { startWebhook } from './webhook.ts';

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

/** What tests can't wait for: 5 s, 15 s, 30 s and a minute. */
const FASTER_BY = '30';

/** Starts stand-ins that listen, and nothing that sends. */
export async function startProviders(folder: string) {
  const certificate = makeCertificate(makeAuthority(folder, 'authority'), folder, { name: 'mail', hosts: ['127.0.0.1'] });
  const [slack, pagerduty, webhook, mail] = await Promise.all([
    startSlack(),
    startPagerduty(),
    startWebhook(),
    startMailServer(certificate),
  ]);
  const email = `smtp://${encodeURIComponent(MAIL_USER)}:${encodeURIComponent(MAIL_PASSWORD)}@${mail.host}?from=alerts@example.com&to=on-call@example.com`;
  const secrets: Readonly<Record<ChannelName, string>> = {
    slack: slack.url,
    pagerduty: ROUTING_KEY,
    webhook: webhook.url,
    heartbeat: webhook.url,
    email,
  };
  return {
    ...{ slack, pagerduty, webhook, mail, secrets },
    authority: join(folder, 'authority.pem'),
    faults: () => [slack, pagerduty, webhook, mail].flatMap(({ faults }) => faults),
    close: () => Promise.all([slack, pagerduty, webhook, mail].map((one) => one.close())),
  };
}
export type Providers = Awaited<ReturnType<typeof startProviders>>;

/** One Alertmanager with its files. */
export class SwitchedOn {
  readonly place: Place & { remove(): void };
  readonly url: string;
  readonly #backEnds: BackEnds;

  private constructor(place: Place & { remove(): void }) {
    this.place = place;
    this.url = baseUrl(place.ports, 'alertmanager');
    this.#backEnds = new BackEnds(place);
  }

  /** A place for Alertmanager, which doesn't run yet. */
  static async make(pagerdutyUrl: string, environment: Readonly<Record<string, string>> = {}): Promise<SwitchedOn> {
    const place = await makePlace();
    const more = { PERAGUS_ALERT_FASTER_BY: FASTER_BY, PERAGUS_ALERT_PAGERDUTY_URL: pagerdutyUrl, ...environment };
    const made = new SwitchedOn({ ...place, environment: { ...place.environment, ...more } });
    await makePrivateFolder(made.folder);
    await makePrivateFolder(join(made.folder, SECRETS_FOLDER));
    return made;
  }

  get folder(): string {
    return folderOf(this.place);
  }

  async start(more: readonly string[] = []): Promise<void> {
    await this.#backEnds.start('alertmanager', more);
  }

  async stop(): Promise<void> {
    await this.#backEnds.stopAll();
    this.place.remove();
  }

  /** What Alertmanager has logged. */
  get log(): string {
    return this.#backEnds.output('alertmanager');
  }

  async switchOn(channel: ChannelName, secret: string): Promise<void> {
    await writeFile(this.#secretOf(channel), `${secret}\n`);
  }

  async switchOff(channel: ChannelName): Promise<void> {
    await rm(this.#secretOf(channel));
  }

  #secretOf(channel: ChannelName): string {
    return join(this.folder, SECRETS_FOLDER, CHANNELS[channel].file);
  }

  /** Hands alerts over as Prometheus does. */
  async send(...alerts: readonly Alert[]): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${this.url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify(alerts) });
    if (!answer.ok) throw new Error(`Alertmanager refused alerts: ${answer.status} ${await answer.text()}`);
  }

  async metrics(): Promise<OwnMetrics> {
    return new OwnMetrics(await (await fetch(`${this.url}/metrics`)).text());
  }
}
