// Where records go that memory can't keep, or that the process leaves behind.

import { CODES, complain, reasonOf } from '../../errors.ts';
import type { LogItem, SpanItem } from '../exporters/sender.ts';
import { ledger } from '../ledger.ts';
import type { Encoding } from '../otlp/envelope.ts';
import type { SpoolSignal } from './file-names.ts';
import { writeLines } from './requests.ts';
import type { SpoolStore } from './store.ts';

export interface Spill {
  /** Writes records as OTLP JSON lines, at once; tells how many are safe on disk. The caller counts the rest as dropped. */
  keep(signal: SpoolSignal, items: readonly (SpanItem | LogItem)[]): number;
}

/** After a write that failed, the next one waits so long: a disk without room must not cost the application time at every batch. */
const REST_MS = 5_000;

export class SpoolSpill implements Spill {
  readonly #store: SpoolStore;
  readonly #encoding: Encoding;
  #failedMs = -REST_MS;

  constructor(store: SpoolStore, encoding: Encoding) {
    this.#store = store;
    this.#encoding = encoding;
  }

  keep(signal: SpoolSignal, items: readonly (SpanItem | LogItem)[]): number {
    if (performance.now() - this.#failedMs < REST_MS) return 0;
    const { text, count } = writeLines(signal, items, this.#encoding);
    return count > 0 && this.write(signal, text, count) ? count : 0;
  }

  /** Writes lines, and gives the name of the file; undefined when that can't be done. */
  write(signal: SpoolSignal, text: string, count: number): string | undefined {
    try {
      const name = this.#store.write(signal, text, count);
      ledger.spooled(signal, count);
      return name;
    } catch (error) {
      this.#failedMs = performance.now();
      complain(
        CODES.spool,
        `Telemetry could not be kept in ${this.#store.folder} (${reasonOf(error)}); it stays in memory while there is room.`,
      );
      return undefined;
    }
  }
}
