// Ids of traces and spans as bytes.

import type { TraceId } from '../../signals/spans/trace-id.ts';
import type { Writer } from './writer.ts';

/** Field with the id of a trace; 18 bytes. */
export function writeTraceId(writer: Writer, tag: number, { a, b, c, d }: TraceId): void {
  const { bytes, view, at } = writer;
  bytes[at] = tag;
  bytes[at + 1] = 16;
  view.setInt32(at + 2, a);
  view.setInt32(at + 6, b);
  view.setInt32(at + 10, c);
  view.setInt32(at + 14, d);
  writer.at = at + 18;
}

/** Field with the id of a span; 10 bytes. */
export function writeSpanId(writer: Writer, tag: number, high: number, low: number): void {
  const { bytes, view, at } = writer;
  bytes[at] = tag;
  bytes[at + 1] = 8;
  view.setInt32(at + 2, high);
  view.setInt32(at + 6, low);
  writer.at = at + 10;
}

/** Field with an id that is hexadecimal text, of any length. */
export function writeHexId(writer: Writer, tag: number, hex: string): void {
  const size = hex.length >>> 1;
  writer.room(6 + size);
  writer.bytes[writer.at++] = tag;
  writer.varint(size);
  for (let index = 0; index < size; index += 1) {
    writer.bytes[writer.at++] = (digit(hex.charCodeAt(2 * index)) << 4) | digit(hex.charCodeAt(2 * index + 1));
  }
}

function digit(code: number): number {
  if (code < 58) return code - 48;
  return code < 97 ? code - 55 : code - 87;
}
