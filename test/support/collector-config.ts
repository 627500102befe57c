// The configuration of a role as the Collector sees it: its fragments merged, maps deeply, lists replaced; variables as they are written.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { configFiles, type Role, SWITCHES } from '../../collector/roles.ts';

// Entries of YAML are read as they come.
export type Entries = ReturnType<typeof JSON.parse>;

/** Everything that a setting may add, and what must be there with it. */
export const EVERY_SWITCH: Readonly<Record<string, string>> = {
  ...Object.fromEntries(SWITCHES.map(({ variable }) => [variable, '2'])),
  PERAGUS_TLS_KEY_FILE: '2',
  PERAGUS_RECEIVE_TOKEN_FILE: '2',
};

export function configOf(role: Role, environment: NodeJS.ProcessEnv = {}): Entries {
  return configFiles(role, environment).map(read).reduce(merge, {});
}

function read(file: string): Entries {
  const [, path, text] = /^yaml:([\w:]+): (.*)$/.exec(file) ?? [];
  if (path === undefined) return parse(readFileSync(file, 'utf8'));
  return path.split('::').reduceRight<Entries>((inner, key) => ({ [key]: inner }), parse(text ?? ''));
}

const isMap = (entry: Entries): boolean => typeof entry === 'object' && entry !== null && !Array.isArray(entry);

function merge(one: Entries, other: Entries): Entries {
  if (!isMap(one) || !isMap(other)) return other;
  const merged = { ...one };
  for (const [key, value] of Object.entries(other)) merged[key] = key in one ? merge(one[key], value) : value;
  return merged;
}
