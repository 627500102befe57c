// Which channels of alerts are on: those whose secret file is there and holds something.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHANNEL_NAMES, CHANNELS, type ChannelName, type ChannelsOn } from '../../alerts/notifications/channels.ts';
import { readEmailAddress } from '../../alerts/notifications/email-address.ts';

/** PagerDuty of another region than the USA, such as https://events.eu.pagerduty.com/v2/enqueue. */
const PAGERDUTY_URL_VARIABLE = 'PERAGUS_ALERT_PAGERDUTY_URL';

/** What a file may not hold: each answers with what is wrong, never with the content, which is a secret. */
const CHECKS: Readonly<Record<ChannelName, (text: string) => string | undefined>> = {
  pagerduty: (text) => (/^[\w-]+$/.test(text) ? undefined : 'does not hold one integration key'),
  slack: checkAddress,
  webhook: checkAddress,
  heartbeat: checkAddress,
  email: (text) => {
    try {
      readEmailAddress(text);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  },
};

/**
 * Reads the folder of secrets.
 * @throws Error that names the file whose content can't be used.
 */
export async function readChannels(secretsFolder: string, environment: NodeJS.ProcessEnv): Promise<ChannelsOn> {
  const texts = new Map<ChannelName, string>();
  for (const name of CHANNEL_NAMES) {
    const file = join(secretsFolder, CHANNELS[name].file);
    const text = await readText(file);
    if (text === '') continue;
    const wrong = CHECKS[name](text);
    if (wrong !== undefined) throw new Error(`${file} ${wrong}.`);
    texts.set(name, text);
  }
  const email = texts.get('email');
  const pagerdutyUrl = environment[PAGERDUTY_URL_VARIABLE];
  return {
    names: new Set(texts.keys()),
    ...(email !== undefined && { email: readEmailAddress(email) }),
    ...(pagerdutyUrl && { pagerdutyUrl }),
  };
}

/** '' where there is no file. */
async function readText(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw new Error(`${file} can't be read (${message}).`, { cause: error });
  }
}

/** Is it one http or https address? */
export function checkAddress(text: string): string | undefined {
  const protocol = URL.canParse(text) && !/\s/.test(text) ? new URL(text).protocol : undefined;
  return protocol === 'http:' || protocol === 'https:' ? undefined : "doesn't hold one http or https address";
}
