// Reads one string out of the beginning of a JSON text, without parsing the rest; wrong or cut JSON gives nothing.

/** Longest string given; a name is shorter. */
const STRING_MAX = 128;

/** The string at `path` (keys of objects, indexes of arrays), or undefined. Costs no more than the way to it. */
export function readString(text: string, path: readonly string[]): string | undefined {
  let at = skipSpace(text, 0);
  for (const key of path) {
    at = text[at] === '[' ? findItem(text, at + 1, key) : text[at] === '{' ? findMember(text, at + 1, key) : -1;
    if (at < 0) return undefined;
  }
  if (text[at] !== '"') return undefined;
  const end = endOfString(text, at);
  if (end < 0 || end - at > STRING_MAX) return undefined;
  const value = text.slice(at + 1, end - 1);
  return value.includes('\\') ? undefined : value;
}

function findItem(text: string, start: number, key: string): number {
  let at = skipSpace(text, start);
  for (let left = Number(key); left !== 0; left -= 1) {
    if (!(left > 0)) return -1;
    at = skipSpace(text, skipValue(text, at));
    if (text[at] !== ',') return -1;
    at = skipSpace(text, at + 1);
  }
  return at;
}

function findMember(text: string, start: number, key: string): number {
  let at = skipSpace(text, start);
  while (text[at] === '"') {
    const end = endOfString(text, at);
    const isIt = end > 0 && text.slice(at + 1, end - 1) === key;
    at = end < 0 ? text.length : skipSpace(text, end);
    if (text[at] !== ':') return -1;
    at = skipSpace(text, at + 1);
    if (isIt) return at;
    at = skipSpace(text, skipValue(text, at));
    if (text[at] !== ',') return -1;
    at = skipSpace(text, at + 1);
  }
  return -1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

// Index behind the closing quote of the string that opens at `start`, or -1 when it doesn't close.
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) return at + 1;
  }
  return -1;
}

// Index behind the value at `start`; the end of the text when the value is cut.
function skipValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      at = endOfString(text, at);
      if (at < 0) return text.length;
      if (depth === 0) return at;
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth < 0) return at;
      if (depth === 0) return at + 1;
    } else if (character === ',' && depth === 0) return at;
    at += 1;
  }
  return at;
}
