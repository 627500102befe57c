// Addresses without secrets: values of telling names in the query, and user and password, are masked.

const MASK = 'REDACTED';

/** Longest path or query kept, in characters. */
const PART_MAX = 2048;

/** Query names whose value is secret, compared without case, `-` and `_`; sources: semantic conventions (sig…), OAuth 2, common API keys. */
const SECRET_NAME =
  /^(?:x?api(?:key|token)|key|.*token|.*secret|.*password|passwd|pwd|.*signature|sig|auth.*|credential.*|xamz.*|awsaccesskeyid|xgoog.*|session(?:id)?|sid|jwt|code|otp|pin)$/;

/** Query string (without `?`) with secret values masked; names survive. */
export function maskQuery(query: string): string {
  return query
    .slice(0, PART_MAX)
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=');
      if (at < 0) return pair;
      return SECRET_NAME.test(plainName(pair.slice(0, at))) ? `${pair.slice(0, at)}=${MASK}` : pair;
    })
    .join('&');
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
  const { path, query } = splitTarget(target);
  const bare = origin.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1');
  return query === undefined ? bare + path : `${bare}${path}?${query}`;
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
