// Addresses without secrets: values of telling names in the query, and user and password, are masked.

const MASK = 'REDACTED';

/** Longest path or query kept, in characters. */
const PART_MAX = 2048;

/** Query names whose value is secret, compared without case, `-` and `_`; sources: semantic conventions (sig…), OAuth 2, common API keys. */
const SECRET_NAME =
  /^(?:x?api(?:key|token)|key|.*token|.*secret|.*password|passwd|pwd|.*signature|sig|auth.*|credential.*|xamz.*|awsaccesskeyid|xgoog.*|session(?:id)?|sid|jwt|code|otp|pin)$/;

/** Names whose judgement is remembered; an application has a few dozen, so more are a stranger's, and all is forgotten. */
const NAMES_MAX = 1000;
/** Longest name remembered, in characters. */
const NAME_MAX = 64;

const judged = new Map<string, boolean>();

/** Query string (without `?`) with secret values masked; names survive. */
export function maskQuery(query: string): string {
  const text = query.length > PART_MAX ? query.slice(0, PART_MAX) : query;
  let masked = '';
  let copied = 0;
  let equals = -1;
  for (let start = 0; start <= text.length; ) {
    const next = text.indexOf('&', start);
    const end = next < 0 ? text.length : next;
    if (equals < start) equals = text.indexOf('=', start);
    if (equals < 0) break;
    if (equals < end && isSecret(text.slice(start, equals))) {
      masked += text.slice(copied, equals + 1) + MASK;
      copied = end;
    }
    start = end + 1;
  }
  return copied === 0 ? text : masked + text.slice(copied);
}

/** Splits a request target into path and masked query. */
export function splitTarget(target: string): { readonly path: string; readonly query: string | undefined } {
  const at = target.indexOf('?');
  return at < 0
    ? { path: target.slice(0, PART_MAX), query: undefined }
    : { path: target.slice(0, Math.min(at, PART_MAX)), query: maskQuery(target.slice(at + 1)) };
}

/** Absolute address with masked query and without user, password and fragment. */
export function maskAddress(origin: string, target: string): string {
  return bareOrigin(origin) + maskTarget(target);
}

/** An origin without user and password. */
export function bareOrigin(origin: string): string {
  return origin.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1');
}

/** A request target, path and query, with the query masked. */
export function maskTarget(target: string): string {
  const { path, query } = splitTarget(target);
  return query === undefined ? path : `${path}?${query}`;
}

function isSecret(name: string): boolean {
  let secret = judged.get(name);
  if (secret === undefined) {
    secret = SECRET_NAME.test(plainName(name));
    if (judged.size >= NAMES_MAX) judged.clear();
    if (name.length <= NAME_MAX) judged.set(name, secret);
  }
  return secret;
}

function plainName(name: string): string {
  let text = name;
  try {
    text = decodeURIComponent(name);
  } catch {
    // A name that can't be decoded is compared as it is.
  }
  return text.toLowerCase().replace(/[-_.]/g, '');
}
