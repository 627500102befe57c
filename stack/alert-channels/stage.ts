// Writes Alertmanager's configuration for the channels that are on, next to their secrets.

import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REAL_TIME, scaleWaits } from '../../alerts/kit/time-scale.ts';
import { CHANNELS, type ChannelName, EMAIL_PASSWORD_FILE } from '../../alerts/notifications/channels.ts';
import { alertmanagerConfiguration } from '../../alerts/notifications/configuration.ts';
import { makePrivateFolder, writePrivateFile } from '../processes/staging.ts';
import { readChannels } from './channel-files.ts';

export const SECRETS_FOLDER = 'secrets';
/** Divides every time of the routes; for tests, never set in earnest. */
const FASTER_BY_VARIABLE = 'PERAGUS_ALERT_FASTER_BY';
const TEMPLATES = join(import.meta.dirname, '..', '..', 'alerts', 'notifications', 'templates');

interface Staged {
  readonly on: ReadonlySet<ChannelName>;
  /** The configuration is another one than before: Alertmanager has to read it again. */
  readonly changed: boolean;
}

/** Puts the templates next to the configuration; they change with the repository alone. */
export async function stageTemplates(folder: string): Promise<void> {
  await cp(TEMPLATES, join(folder, 'templates'), { recursive: true });
}

/**
 * Stages configuration and the password of mail in `folder`, whose `secrets/` says what is on.
 * @throws Error that names the file whose content can't be used; what was staged before stays.
 */
export async function stageChannels(folder: string, environment: NodeJS.ProcessEnv): Promise<Staged> {
  const channels = await readChannels(join(folder, SECRETS_FOLDER), environment);
  const password = join(folder, EMAIL_PASSWORD_FILE);
  await makePrivateFolder(join(password, '..'));
  await writeChange(password, channels.email?.password ?? '');
  // JSON is YAML, and needs no library where this runs in a container.
  const clock = { ...REAL_TIME, timeScale: Number(environment[FASTER_BY_VARIABLE] ?? 1) };
  const text = scaleWaits(`${JSON.stringify(alertmanagerConfiguration(channels), undefined, 2)}\n`, clock);
  return { on: channels.names, changed: await writeChange(join(folder, 'alertmanager.yaml'), text) };
}

/** Writes what is not there already; was it another content? */
async function writeChange(file: string, text: string): Promise<boolean> {
  const before = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== before) await writePrivateFile(file, text);
  return text !== before;
}

/** `Slack, E-mail` */
export const listChannels = (on: ReadonlySet<ChannelName>): string => [...on].map((name) => CHANNELS[name].title).join(', ');
