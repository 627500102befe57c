// Where records go that memory can't keep or that the process leaves behind.

import type { LogItem, SpanItem } from '../sender.ts';

export interface Spill {
  /** Writes records as OTLP JSON lines, at once; counts them in the ledger and tells how many are safe on disk. The caller counts the rest as dropped. */
  keep(signal: 'traces' | 'logs', items: readonly (SpanItem | LogItem)[]): number;
}
