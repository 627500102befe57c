// Alertmanager natively: its configuration is staged next to the file that holds the address of the webhook.

import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backend, Place, ProcessSpec, Programs } from '../process-spec.ts';
import { baseUrl, hostPort } from './addresses.ts';
import { makePrivateFolder, writePrivateFile } from './staging.ts';

/** Names a file whose content is the address that alerts are posted to; the address may hold a secret, so no variable holds it. */
export const WEBHOOK_URL_FILE_VARIABLE = 'PERAGUS_ALERT_WEBHOOK_URL_FILE';

const folderOf = (place: Place): string => join(place.data, 'alertmanager');

export const alertmanager: Backend = {
  name: 'alertmanager',
  title: 'Alertmanager',

  /** @throws Error when the file named by `PERAGUS_ALERT_WEBHOOK_URL_FILE` can't be read or holds no http(s) address. */
  async prepare(place: Place): Promise<void> {
    const folder = folderOf(place);
    await makePrivateFolder(folder);
    await makePrivateFolder(join(folder, 'secrets'));
    const source = join(place.repository, 'alerts', 'notifications', 'alertmanager.yaml');
    await copyFile(source, join(folder, 'alertmanager.yaml'));
    await writePrivateFile(join(folder, 'secrets', 'webhook-url'), await webhookUrl(place));
  },

  spec(place: Place, programs: Programs): ProcessSpec {
    const folder = folderOf(place);
    const url = baseUrl(place.ports, 'alertmanager');
    return {
      name: 'alertmanager',
      title: 'Alertmanager',
      command: programs.alertmanager ?? 'alertmanager',
      args: [
        `--config.file=${join(folder, 'alertmanager.yaml')}`,
        `--storage.path=${join(folder, 'state')}`,
        `--web.listen-address=${hostPort(place.ports, 'alertmanager')}`,
        `--web.external-url=${url}`,
        // One instance: no gossip, which would listen on every interface.
        '--cluster.listen-address=',
      ],
      env: {},
      readyUrl: `${url}/-/ready`,
      readyWithinS: 30,
    };
  },
};

/** Where alerts go: the address in the named file, otherwise the on-call inbox of the stack. */
async function webhookUrl(place: Place): Promise<string> {
  const file = place.environment[WEBHOOK_URL_FILE_VARIABLE];
  if (file === undefined || file === '') return `${baseUrl(place.ports, 'onCall')}/alerts`;
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new Error(`${WEBHOOK_URL_FILE_VARIABLE} names ${file}, which can't be read (${cause.message}).`, { cause });
  });
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text.trim();
  // The content stays unsaid: it may be a secret.
  throw new Error(`${WEBHOOK_URL_FILE_VARIABLE} names ${file}, which doesn't hold one http or https address.`);
}
