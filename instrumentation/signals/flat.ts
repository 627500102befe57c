// Attributes as one array, key and value in turn: nothing is hashed when they are set, and the encoder reads them in one pass.

import type { Attributes, AttributeValue } from '@opentelemetry/api';

export type FlatValue = AttributeValue;
/** `[key, value, key, value, …]`; one that many spans share is frozen. */
export type Flat = readonly FlatValue[];
/** Of every span that has none of its own yet; nobody adds to this one. */
export const NO_ATTRIBUTES: FlatValue[] = [];

export function isFlat(attributes: Attributes | Flat): attributes is Flat {
  return Array.isArray(attributes);
}

/** The same as an object; a later value of a key replaces an earlier one. */
export function unflatten(flat: Flat): Attributes {
  const attributes: Attributes = {};
  for (let at = 0; at < flat.length; at += 2) {
    const key = flat[at] as string;
    // Assigned, it would become the prototype.
    if (key === '__proto__') Object.defineProperty(attributes, key, { value: flat[at + 1], enumerable: true, configurable: true });
    else attributes[key] = flat[at + 1];
  }
  return attributes;
}
