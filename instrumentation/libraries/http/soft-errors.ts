// Answers whose status is fine and whose body says that they failed: the rules, and how a body is judged by them.

// Of any bytes, not only of those of a Buffer.
const { latin1Slice } = Buffer.prototype;

/** Longest body that is looked at, in bytes: an error with its stack fits, and parsing it takes some 20 µs. */
export const LOOK_MAX_BYTES = 4096;

/** The status is not fine from here on; it says the failure itself. */
export const FAILING_STATUS = 400;

export interface SoftErrorRule {
  /** As the user wrote it: `error=true`. */
  readonly text: string;
  readonly key: string;
  readonly value: unknown;
  /** The key as JSON writes it, to be found before anything is parsed. */
  readonly quoted: string;
  /** Its bytes, each as a character: to look into bytes as text costs a fifth of `indexOf`. */
  readonly quotedBytes: string;
}

/** Rules out of the setting's `key=value` items; `none` gives none. */
export function readRules(items: readonly string[]): SoftErrorRule[] {
  if (items.includes('none')) return [];
  return items.map((text) => {
    const at = text.indexOf('=');
    const key = text.slice(0, at);
    const quoted = JSON.stringify(key);
    return { text, key, value: literal(text.slice(at + 1)), quoted, quotedBytes: Buffer.from(quoted).toString('latin1') };
  });
}

/** True when a body names the key of a rule anywhere, so that it is worth a closer look. */
export function mentionsRule(body: string | Uint8Array, rules: readonly SoftErrorRule[]): boolean {
  if (typeof body === 'string') {
    for (const { quoted } of rules) if (body.includes(quoted)) return true;
    return false;
  }
  const characters = latin1Slice.call(body, 0, body.byteLength);
  for (const { quotedBytes } of rules) if (characters.includes(quotedBytes)) return true;
  return false;
}

/** The first rule that the body of an answer meets at its top level. */
export function brokenRule(body: string, rules: readonly SoftErrorRule[]): SoftErrorRule | undefined {
  if (!mentionsRule(body, rules)) return undefined;
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined;
  return rules.find(({ key, value }) => Object.hasOwn(answer, key) && (answer as Record<string, unknown>)[key] === value);
}

// `true`, `false`, `null` and numbers are themselves, everything else is text.
function literal(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? text : value;
  } catch {
    return text;
  }
}
