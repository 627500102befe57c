// The configuration of a role as one object: its fragments merged as the Collector merges them, for what can't pass several files.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { configFiles, type Role } from '../roles.ts';

/** A piece of configuration, or of a manifest. */
export type Fields = { [name: string]: unknown };

/** `settled` are variables whose value is known already: the operator reads ports out of end points, and can't read variables. */
export function roleConfiguration(role: Role, environment: NodeJS.ProcessEnv, settled: Record<string, string>): Fields {
  const parts = configFiles(role, environment).map((file) => (file.startsWith('yaml:') ? overrideOf(file) : readFragment(file, settled)));
  return withoutNulls(parts.reduce(merge, {}));
}

function readFragment(file: string, settled: Record<string, string>): Fields {
  const text = readFileSync(file, 'utf8').replace(/\$\{env:(\w+)(?::-([^}]*))?\}/g, (whole, name, fallback) => {
    return settled[name] ?? (name.endsWith('_PORT') ? fallback : whole);
  });
  return parse(text, { merge: true });
}

/** `yaml:service::extensions: [a, b]` as the Collector reads it: `::` goes one level down. */
function overrideOf(address: string): Fields {
  const [[path, value] = ['', null]] = Object.entries(parse(address.slice('yaml:'.length)) as Fields);
  return path.split('::').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Fields;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Maps are merged, everything else is replaced. */
function merge(first: Fields, second: Fields): Fields {
  const merged = { ...first };
  for (const [name, value] of Object.entries(second)) {
    const before = merged[name];
    merged[name] = isFields(before) && isFields(value) ? merge(before, value) : value;
  }
  return merged;
}

/** A component without settings is `{}`: Kubernetes drops what is null. */
function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value === null ? {} : isFields(value) ? withoutNulls(value) : value]),
  );
}
