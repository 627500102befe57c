// The roles of the Collector: which fragments make which role, and which a setting of the environment adds.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { checkExposure } from './exposure.ts';

/** What every role is made of: what protects it, what it masks, where it queues, what it says of itself. */
const BASE = ['protect', 'redact', 'logs', 'queue', 'own-telemetry'] as const;
/** The graph needs both ends of a call, and so all services. */
const TO_STORES = ['service-graph', 'stores'] as const;

export const ROLES = {
  /** All in one: what `npm start` and docker-compose.yml run. */
  single: ['receive', ...BASE, 'span-metrics', ...TO_STORES, 'browser', 'browser-stores'],
  /** Beside the application; hands everything to a gateway. */
  agent: ['receive', ...BASE, 'span-metrics', 'send'],
  /** The shared tier in front of the stores: lets only known attributes through. */
  gateway: ['receive', ...BASE, 'redact-closed', ...TO_STORES],
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
  /** And only when this one has a value as well. */
  readonly and?: string;
  /** That fragment is left out then. */
  readonly insteadOf?: string;
  /** What the value must look like, where the Collector would take a wrong one without a word. */
  readonly form?: { readonly pattern: RegExp; readonly takes: string };
}

const WHOLE_NUMBER = { pattern: /^[1-9]\d{0,11}$/, takes: 'a whole number from 1' } as const;

/** Fragments that a setting adds, after those of the role: where both say something, these are right. */
export const SWITCHES: readonly Switch[] = [
  { fragment: 'sampling-reasons', roles: ['single', 'agent', 'gateway'], variable: 'PERAGUS_SAMPLE_ONE_IN', form: WHOLE_NUMBER },
  { fragment: 'exemplars-of-kept', roles: ['single', 'agent'], variable: 'PERAGUS_SAMPLE_ONE_IN' },
  { fragment: 'sampling', roles: ['single', 'gateway'], variable: 'PERAGUS_SAMPLE_ONE_IN' },
  { fragment: 'whole-traces', roles: ['gateway'], variable: 'PERAGUS_SAMPLE_ONE_IN' },
  { fragment: 'spool', roles: ['single', 'agent'], variable: 'PERAGUS_SPOOL_COLLECT_DIR' },
  { fragment: 'host', roles: ['single', 'agent'], variable: 'PERAGUS_HOST_METRICS' },
  { fragment: 'file-logs', roles: ['single', 'agent'], variable: 'PERAGUS_LOG_FILES' },
  { fragment: 'secure-receive', roles: ['single', 'agent', 'gateway'], variable: 'PERAGUS_TLS_CERT_FILE' },
  { fragment: 'send-token', roles: ['agent', 'browser-door'], variable: 'PERAGUS_GATEWAY_TOKEN_FILE' },
  { fragment: 'secure-send', roles: ['agent', 'browser-door'], variable: 'PERAGUS_GATEWAY_TOKEN_FILE' },
  { fragment: 'secure-stores', roles: ['single', 'gateway'], variable: 'PERAGUS_STORES_TOKEN_FILE' },
  { fragment: 'secure-browser-stores', roles: ['single'], variable: 'PERAGUS_STORES_TOKEN_FILE' },
  { fragment: 'tenant', roles: ['single', 'gateway'], variable: 'PERAGUS_STORES_TENANT' },
  { fragment: 'tenant-browser', roles: ['single'], variable: 'PERAGUS_STORES_TENANT' },
  ...gatewaysBy('PERAGUS_GATEWAYS', 'gateways-list'),
  ...gatewaysBy('PERAGUS_GATEWAYS_DNS', 'gateways-dns'),
];

/**
 * Files of a role for `--config`, in their order, and last the list of extensions, because the Collector merges maps and replaces lists.
 * @throws Error when a switch has a value that it can't take, or when telemetry would go between machines in plain text, or from anybody,
 *   without somebody having said so.
 */
export function configFiles(role: Role, environment: NodeJS.ProcessEnv = {}): string[] {
  checkExposure(environment);
  const added = SWITCHES.filter((entry) => entry.roles.includes(role) && isOn(entry, environment));
  const left = new Set(added.map(({ insteadOf }) => insteadOf));
  const files = [...ROLES[role], ...added.map(({ fragment }) => fragment)].filter((name) => !left.has(name)).map(fragmentFile);
  return [...files, `yaml:service::extensions: [${files.flatMap(extensionsOf).join(', ')}]`];
}

/** Two or more gateways, by a list or by a name that resolves to all of them. */
function gatewaysBy(variable: string, resolver: string): Switch[] {
  const roles = ['agent', 'browser-door'] as const;
  return [
    { fragment: 'gateways', roles, variable, insteadOf: 'send' },
    { fragment: resolver, roles, variable },
    { fragment: 'secure-gateways', roles, variable, and: 'PERAGUS_GATEWAY_TOKEN_FILE', insteadOf: 'secure-send' },
  ];
}

function isOn({ variable, and, form }: Switch, environment: NodeJS.ProcessEnv): boolean {
  const value = environment[variable];
  if (!value || (and && !environment[and])) return false;
  if (form && !form.pattern.test(value)) throw new Error(`${variable} is "${value}"; it takes ${form.takes}.`);
  return true;
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
