// Lists of attributes as KeyValues, with the limits that the SDK would have put on them.

import type { Attributes } from '@opentelemetry/api';
import type { Flat } from '../../signals/flat.ts';
import { isSendable, writePair } from './values.ts';
import type { Writer } from './writer.ts';

/** Limits of light records; those of the SDK's own records were put on them when they were made. */
export interface Limits {
  /** Most attributes of a span or log record, of an event, and of a link. */
  readonly attributesMax: number;
  readonly eventAttributesMax: number;
  readonly linkAttributesMax: number;
  /** Longest text in a value, in characters; no limit when it isn't positive, as in the SDK. */
  readonly lengthMax: number;
}

/** The same limits, with Infinity for none. */
export function usableLimits(limits: Limits): Limits {
  return limits.lengthMax > 0 ? limits : { ...limits, lengthMax: Infinity };
}

/** Writes every attribute, as it is. */
export function writeAttributes(writer: Writer, tag: number, attributes: Attributes | undefined): void {
  if (!attributes) return;
  for (const key of Object.keys(attributes)) {
    writePair(writer, tag, key, attributes[key], Infinity);
  }
}

/** Writes at most `attributesMax`; gives how many were dropped, either beyond that or because their value can't be sent. */
export function writeLimited(
  writer: Writer,
  tag: number,
  attributes: Readonly<Attributes>,
  { attributesMax, lengthMax }: { attributesMax: number; lengthMax: number },
): number {
  let kept = 0;
  let dropped = 0;
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value === undefined) continue;
    if (kept < attributesMax && key !== '' && isSendable(value)) {
      writePair(writer, tag, key, value, lengthMax);
      kept += 1;
    } else dropped += 1;
  }
  return dropped;
}

/** The same for flat attributes. */
export function writeFlat(
  writer: Writer,
  tag: number,
  flat: Flat,
  { attributesMax, lengthMax }: { attributesMax: number; lengthMax: number },
): number {
  let kept = 0;
  let dropped = 0;
  for (let at = 0; at < flat.length; at += 2) {
    const key = flat[at] as string;
    const value = flat[at + 1];
    if (value === undefined) continue;
    if (kept < attributesMax && key !== '' && isSendable(value)) {
      writePair(writer, tag, key, value, lengthMax);
      kept += 1;
    } else dropped += 1;
  }
  return dropped;
}

/** A list that many spans share, as bytes. */
interface Shared {
  readonly bytes: Uint8Array;
  readonly kept: number;
  readonly dropped: number;
  readonly attributesMax: number;
  readonly lengthMax: number;
}

// Goes with the list: whoever keeps lists keeps their bytes.
const known = new WeakMap<Flat, Shared>();

/** Writes attributes that many spans share, encoded once. */
export function writeShared(writer: Writer, tag: number, flat: Flat, limits: Limits): { readonly kept: number; readonly dropped: number } {
  const shared = known.get(flat);
  if (!shared || shared.attributesMax !== limits.attributesMax || shared.lengthMax !== limits.lengthMax) {
    return encodeShared(writer, tag, flat, limits);
  }
  writer.copy(shared.bytes);
  return shared;
}

function encodeShared(writer: Writer, tag: number, flat: Flat, limits: Limits): Shared {
  const start = writer.at;
  const dropped = writeFlat(writer, tag, flat, limits);
  let present = 0;
  for (let at = 1; at < flat.length; at += 2) if (flat[at] !== undefined) present += 1;
  const bytes = new Uint8Array(writer.bytes.subarray(start, writer.at));
  const { attributesMax, lengthMax } = limits;
  const shared = { bytes, kept: present - dropped, dropped, attributesMax, lengthMax };
  known.set(flat, shared);
  return shared;
}
