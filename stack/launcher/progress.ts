// How far the start has come: one row a part, with what it does and since when.

import type { PartState } from './announcer.ts';

export interface Row {
  readonly title: string;
  state: PartState;
  sentence: string;
  detail: string;
  /** Beginning of the first step and of the present one. */
  beganMs: number | undefined;
  sinceMs: number;
}

/** See the first line of the file. */
export class Progress {
  readonly rows: readonly Row[];
  readonly #startedAtMs = performance.now();

  constructor(titles: readonly string[]) {
    this.rows = titles.map((title) => ({ title, state: 'waiting', sentence: 'waiting', detail: '', beganMs: undefined, sinceMs: 0 }));
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  get working(): readonly Row[] {
    return this.rows.filter((row) => row.state === 'working');
  }

  /** Changes the row of a part; false when the part has none. */
  change(title: string, state: PartState, sentence: string): boolean {
    const row = this.#find(title);
    if (row === undefined) return false;
    const nowMs = performance.now();
    Object.assign(row, { state, sentence, detail: '', beganMs: row.beganMs ?? nowMs, sinceMs: nowMs });
    return true;
  }

  detail(title: string, text: string): void {
    const row = this.#find(title);
    if (row) row.detail = text;
  }

  #find(title: string): Row | undefined {
    return this.rows.find((row) => row.title === title);
  }
}
