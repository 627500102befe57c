// A line of the spool: one OTLP request as JSON. Its last field, which OTLP tells receivers to ignore, says how many records it has, and a checksum.

import { hash } from 'node:crypto';

/** Longest line written, in bytes: the Collector's `otlpjsonfile` receiver cuts lines of more than 1 MiB. */
export const LINE_MAX_BYTES = 1_000_000;

const CHECKSUM_LENGTH = 16;
const SEAL = /,"peragusSeal":"(\d{1,9})-([0-9a-f]{16})"\}$/;

export interface Line {
  /** The request as JSON. */
  readonly body: string;
  /** Records in it. */
  readonly count: number;
}

const checksumOf = (open: string, count: number): string => hash('sha1', `${open}${count}`).slice(0, CHECKSUM_LENGTH);

/** A request as a line, with its end. */
export function sealLine({ body, count }: Line): string {
  const open = body.slice(0, -1);
  return `${open},"peragusSeal":"${count}-${checksumOf(open, count)}"}\n`;
}

/** The request of a line; undefined for one that is damaged. */
export function openLine(text: string): Line | undefined {
  const seal = SEAL.exec(text.slice(-64));
  if (!seal) return undefined;
  const open = text.slice(0, text.length - seal[0].length);
  const count = Number(seal[1]);
  return checksumOf(open, count) === seal[2] ? { body: `${open}}`, count } : undefined;
}
