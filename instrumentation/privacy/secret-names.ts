// Which names have secret values: of attributes, fields and headers, before `=` or `:` in a text, and of an address's parameters.

import { SECRET_NAMES, SECRET_PARAMETERS } from '../vocabulary/secrets.ts';

/** Names whose judgement is remembered; an application has some hundred, so more are a stranger's, and all is forgotten. */
const NAMES_MAX = 2000;
/** Longest name remembered, in characters. */
const NAME_MAX = 64;
/** Of a longer name its beginning and its end are looked at. */
const LOOKED_AT = 256;

const NAMES = new RegExp(SECRET_NAMES.join('|'), 'i');
const PARAMETERS = new RegExp(`^(?:${SECRET_PARAMETERS.join('|')})$`);

let added: RegExp | undefined;
const judgedNames = new Map<string, boolean>();
const judgedParameters = new Map<string, boolean>();

/** Adds names, compared whole and without case, `-`, `_` and `.`; a `*` at either end stands for any characters. */
export function addSecretNames(names: readonly string[]): void {
  const source = names.map(
    (name) => `${name.startsWith('*') ? '' : '^'}${plainName(name.replaceAll('*', ''))}${name.endsWith('*') ? '' : '$'}`,
  );
  added = source.length > 0 ? new RegExp(source.join('|')) : undefined;
  judgedNames.clear();
  judgedParameters.clear();
}

/** True when what has this name is secret, wherever it stands. */
export function isSecretName(name: string): boolean {
  return judgedNames.get(name) ?? remember(judgedNames, name, judge(name));
}

/** True when an address's parameter of this name, as it stands there, is secret. */
export function isSecretParameter(name: string): boolean {
  return judgedParameters.get(name) ?? remember(judgedParameters, name, judgeParameter(name));
}

function judge(name: string): boolean {
  const text = name.length > LOOKED_AT ? `${name.slice(0, LOOKED_AT / 2)}.${name.slice(-LOOKED_AT / 2)}` : name;
  return NAMES.test(text) || (added?.test(plainName(text)) ?? false);
}

function judgeParameter(name: string): boolean {
  const text = decoded(name.slice(0, LOOKED_AT));
  return judge(text) || PARAMETERS.test(plainName(text));
}

function remember(judged: Map<string, boolean>, name: string, isSecret: boolean): boolean {
  if (judged.size >= NAMES_MAX) judged.clear();
  // A copy: a part of a longer text would keep all of it.
  if (name.length <= NAME_MAX) judged.set(Buffer.from(name, 'utf16le').toString('utf16le'), isSecret);
  return isSecret;
}

const plainName = (name: string): string => name.toLowerCase().replace(/[-_.]/g, '');

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // A name that can't be decoded is compared as it is.
    return name;
  }
}
