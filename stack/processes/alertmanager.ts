// Alertmanager natively: its configuration is staged next to the files that hold the addresses which alerts are posted to.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHANNELS } from '../../alerts/notifications/channels.ts';
import { checkAddress } from '../alert-channels/channel-files.ts';
import { SECRETS_FOLDER, stageChannels, stageTemplates } from '../alert-channels/stage.ts';
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

/** Secret files that the stack fills itself, with the addresses of its inbox, as long as nobody has put another one there. */
export const ADDRESS_FILES: Readonly<Record<string, AddressFile>> = {
  [CHANNELS.webhook.file]: { variable: 'PERAGUS_ALERT_WEBHOOK_URL_FILE', inboxPath: ALERT_PATH },
  [CHANNELS.heartbeat.file]: { variable: 'PERAGUS_ALERT_HEARTBEAT_URL_FILE', inboxPath: HEARTBEAT_PATH },
};

/** Address on which this Alertmanager gossips with its peers, such as `10.0.0.1:9094`, and theirs, separated by commas. */
const CLUSTER_ADDRESS_VARIABLE = 'PERAGUS_ALERTMANAGER_CLUSTER_ADDRESS';
const CLUSTER_PEERS_VARIABLE = 'PERAGUS_ALERTMANAGER_CLUSTER_PEERS';

/** Where configuration, templates and secrets are. */
export const folderOf = (place: Pick<Place, 'data'>): string => join(place.data, 'alertmanager');

export const alertmanager: Backend = {
  name: 'alertmanager',
  title: 'Alertmanager',

  /** @throws Error when a file named by one of the variables, or one in secrets/, can't be read or holds something else than it should. */
  async prepare(place: Place): Promise<void> {
    const folder = folderOf(place);
    const secrets = join(folder, SECRETS_FOLDER);
    await makePrivateFolder(folder);
    await makePrivateFolder(secrets);
    for (const [file, source] of Object.entries(ADDRESS_FILES)) {
      await writePrivateFile(join(secrets, file), await readAddress(place, source, join(secrets, file)));
    }
    await stageTemplates(folder);
    await stageChannels(folder, place.environment);
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
        // Which receiver a failed message was for; `npm run drill` reads its own.
        '--enable-feature=receiver-name-in-metrics',
        ...clusterArguments(place.environment),
      ],
      env: {},
      // secrets/ is looked for from here.
      cwd: folder,
      readyUrl: `${url}/-/ready`,
      readyWithinS: 30,
    };
  },
};

/** One instance doesn't gossip: that would listen on every interface. */
function clusterArguments(environment: NodeJS.ProcessEnv): string[] {
  const peers = (environment[CLUSTER_PEERS_VARIABLE] ?? '').split(',').filter((peer) => peer !== '');
  return [`--cluster.listen-address=${environment[CLUSTER_ADDRESS_VARIABLE] ?? ''}`, ...peers.map((peer) => `--cluster.peer=${peer}`)];
}

/** What the stack writes into `current` when nobody has named an address; its port may have moved since. */
const OWN_ADDRESS = new RegExp(`^http://127\\.0\\.0\\.1:\\d+(${ALERT_PATH}|${HEARTBEAT_PATH})$`);

/** The address in the file that the variable names, that which somebody has put in place, or the on-call inbox of the stack. */
async function readAddress(place: Place, { variable, inboxPath }: AddressFile, current: string): Promise<string> {
  const file = place.environment[variable];
  if (file === undefined || file === '') {
    const own = (await readFile(current, 'utf8').catch(() => '')).trim();
    return own === '' || OWN_ADDRESS.test(own) ? baseUrl(place.ports, 'onCall') + inboxPath : own;
  }
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new Error(`${variable} names ${file}, which can't be read (${cause.message}).`, { cause });
  });
  // The content stays unsaid: it may be a secret.
  const wrong = checkAddress(text.trim());
  if (wrong !== undefined) throw new Error(`${variable} names ${file}, which ${wrong}.`);
  return text.trim();
}
