// Names of spans, events and scopes: few texts that come again and again, each looked at once.

import { maskAndCut, maskText } from '../../privacy/redaction.ts';

/** Longest name written, in characters; the standard has no limit. */
const NAME_MAX = 65_536;
/** Most names remembered, and the longest; who makes up more has each looked at. */
const KNOWN_MAX = 2048;
const KNOWN_LENGTH_MAX = 128;

const harmless = new Set<string>();

/** The name without secrets. */
export function nameOf(name: string): string {
  if (harmless.has(name)) return name;
  const masked = maskAndCut(maskText, name, NAME_MAX);
  if (masked !== name || name.length > KNOWN_LENGTH_MAX) return masked;
  if (harmless.size >= KNOWN_MAX) harmless.clear();
  harmless.add(name);
  return name;
}
