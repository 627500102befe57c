// Where the spool of a service lies: one folder a user and service, so that the next start of the same service finds it.

import { hash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { userFolder } from '../../private-folder.ts';
import type { Settings } from '../../settings/index.ts';
import type { ProcessResource } from '../../signals/resource.ts';
import { resourceAttribute as r } from '../../vocabulary/index.ts';

/** Longest part of a service's name that its folder shows. */
const NAME_MAX = 60;

/** Folders that must be ours alone, from the outside in; the last is that of the service. Undefined when nothing may be kept on disk. */
export function spoolFolders({ spoolFolder: chosen }: Settings, { attributes }: ProcessResource): readonly string[] | undefined {
  if (chosen === 'off') return undefined;
  const name = [attributes[r.serviceNamespace.key], attributes[r.serviceName.key]].filter(Boolean).join('/');
  const plain = name.replace(/[^\w.-]+/g, '_').replace(/^\.+/, '_');
  // Two services whose names look alike once plain must not share a folder.
  const told = plain === name && name.length <= NAME_MAX ? plain : `${plain.slice(0, NAME_MAX)}-${hash('sha1', name).slice(0, 8)}`;
  const around = chosen || userFolder('spool');
  // A folder that was chosen may be anybody's, such as one of a volume.
  return chosen ? [resolve(around, told)] : [around, join(around, told)];
}
