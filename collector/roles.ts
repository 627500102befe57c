// The roles of the Collector: which fragments make which role, and which a setting of the environment adds.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

/** What every role is made of: what protects it, what it masks, where it queues, what it says of itself. */
const BASE = ['protect', 'redact', 'logs', 'queue', 'own-telemetry'] as const;
const TO_STORES = ['span-metrics', 'service-graph', 'stores'] as const;

export const ROLES = {
  /** All in one: what `npm start` and docker-compose.yml run. */
  single: ['receive', ...BASE, ...TO_STORES],
  /** Beside the application; hands everything to a gateway. */
  agent: ['receive', ...BASE, 'send'],
  /** The shared tier in front of the stores. */
  gateway: ['receive', ...BASE, ...TO_STORES],
  /** What browsers may reach; hands everything to a gateway. */
  'browser-door': ['browser', ...BASE, 'send'],
} as const satisfies Record<string, readonly string[]>;

export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as Role[];

interface Switch {
  readonly fragment: string;
  readonly roles: readonly Role[];
  /** The fragment is added when this variable has a value. */
  readonly variable: string;
}

/** Fragments that a setting adds, after those of the role: where both say something, these are right. */
export const SWITCHES: readonly Switch[] = [];

/** Files of a role for `--config`, in their order, and last the list of extensions, because the Collector merges maps and replaces lists. */
export function configFiles(role: Role, environment: NodeJS.ProcessEnv = {}): string[] {
  const added = SWITCHES.filter(({ roles, variable }) => roles.includes(role) && environment[variable]);
  const files = [...ROLES[role], ...added.map(({ fragment }) => fragment)].map(fragmentFile);
  return [...files, `yaml:service::extensions: [${files.flatMap(extensionsOf).join(', ')}]`];
}

/** Arguments that start the Collector in a role; `folder` is where the fragments lie, when it isn't here, such as in a container. */
export function configArguments(role: Role, environment: NodeJS.ProcessEnv = {}, folder?: string): string[] {
  return configFiles(role, environment).map((file) => {
    const place = folder === undefined || file.startsWith('yaml:') ? file : `${folder}/${basename(file)}`;
    return `--config=${place}`;
  });
}

function fragmentFile(name: string): string {
  return join(import.meta.dirname, 'fragments', `${name}.yaml`);
}

function extensionsOf(file: string): string[] {
  return Object.keys(parse(readFileSync(file, 'utf8')).extensions ?? {});
}
