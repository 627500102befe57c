// Alertmanager natively: its configuration is staged next to the files that hold the addresses which alerts are posted to.

import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALERT_PATH, HEARTBEAT_PATH } from '../on-call-inbox.ts';
import type { Backend, Place, ProcessSpec, Programs } from '../process-spec.ts';
import { baseUrl, hostPort } from './addresses.ts';
import { makePrivateFolder, writePrivateFile } from './staging.ts';

interface AddressFile {
  /** Names a file that holds the address; the address itself may be a secret, so no variable holds it. */
  readonly variable: string;
  /** Path of the stack's own inbox, which is used otherwise. */
  readonly inboxPath: string;
}

/** Secret files of alerts/notifications/alertmanager.yaml. */
export const ADDRESS_FILES: Readonly<Record<string, AddressFile>> = {
  'webhook-url': { variable: 'PERAGUS_ALERT_WEBHOOK_URL_FILE', inboxPath: ALERT_PATH },
  'heartbeat-url': { variable: 'PERAGUS_ALERT_HEARTBEAT_URL_FILE', inboxPath: HEARTBEAT_PATH },
};

const folderOf = (place: Place): string => join(place.data, 'alertmanager');

export const alertmanager: Backend = {
  name: 'alertmanager',
  title: 'Alertmanager',

  /** @throws Error when a file named by one of the variables can't be read or holds no http(s) address. */
  async prepare(place: Place): Promise<void> {
    const folder = folderOf(place);
    const secrets = join(folder, 'secrets');
    await makePrivateFolder(folder);
    await makePrivateFolder(secrets);
    await copyFile(join(place.repository, 'alerts', 'notifications', 'alertmanager.yaml'), join(folder, 'alertmanager.yaml'));
    for (const [file, source] of Object.entries(ADDRESS_FILES)) {
      await writePrivateFile(join(secrets, file), await readAddress(place, source));
    }
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
      // secrets/ is looked for from here.
      cwd: folder,
      readyUrl: `${url}/-/ready`,
      readyWithinS: 30,
    };
  },
};

/** The address in the file that the variable names, otherwise the on-call inbox of the stack. */
async function readAddress(place: Place, { variable, inboxPath }: AddressFile): Promise<string> {
  const file = place.environment[variable];
  if (file === undefined || file === '') return baseUrl(place.ports, 'onCall') + inboxPath;
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new Error(`${variable} names ${file}, which can't be read (${cause.message}).`, { cause });
  });
  const address = text.trim();
  const protocol = URL.canParse(address) ? new URL(address).protocol : undefined;
  if (protocol === 'http:' || protocol === 'https:') return address;
  // The content stays unsaid: it may be a secret.
  throw new Error(`${variable} names ${file}, which doesn't hold one http or https address.`);
}
