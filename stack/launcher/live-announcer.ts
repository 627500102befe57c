// Announces on a terminal: during the start a block of rows that updates in place, then one line a change.

import { styleText } from 'node:util';
import type { Announcer, PartState } from './announcer.ts';
import { formatElapsed, formatTimeOfDay, padTitle } from './layout.ts';
import { Progress, type Row } from './progress.ts';

const REDRAW_MS = 1_000;
const FALLBACK_COLUMNS = 80;
/** Room for the longest sentence of a usual start. */
const STATE_WIDTH = 40;

const LOOK = {
  waiting: { mark: '·', colour: 'dim' },
  working: { mark: '…', colour: 'cyan' },
  ready: { mark: '✓', colour: 'green' },
  trouble: { mark: '✗', colour: 'red' },
} as const satisfies Record<PartState, object>;

/** See the first line of the file. */
export class LiveAnnouncer implements Announcer {
  readonly #stream: NodeJS.WriteStream;
  #progress: Progress | undefined;
  #redraw: NodeJS.Timeout | undefined;
  #drawnLines = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  begin(titles: readonly string[]): void {
    this.#progress = new Progress(titles);
    this.#redraw = setInterval(() => this.#draw(), REDRAW_MS);
    this.#redraw.unref();
    this.#draw();
  }

  tell(title: string, state: PartState, sentence: string): void {
    if (this.#progress?.change(title, state, sentence)) this.#draw();
    else this.line(padTitle(title) + this.#paint(state, sentence));
  }

  detail(title: string, text: string): void {
    this.#progress?.detail(title, text);
  }

  line(text: string): void {
    this.print(`${this.#paint('waiting', formatTimeOfDay(new Date()))}  ${text}`);
  }

  print(text: string): void {
    this.#erase();
    this.#stream.write(`${text}\n`);
    this.#draw();
  }

  end(): void {
    clearInterval(this.#redraw);
    if (this.#progress === undefined) return;
    this.#erase();
    this.#stream.write(`${this.#formatRows(this.#progress)}\n`);
    this.#progress = undefined;
  }

  #draw(): void {
    if (this.#progress === undefined) return;
    this.#erase();
    const block = `${this.#formatRows(this.#progress)}\n  ${formatElapsed(this.#progress.elapsedMs)} so far`;
    this.#stream.write(`${block}\n`);
    this.#drawnLines = block.split('\n').length;
  }

  #erase(): void {
    // To the first column, since the terminal may have echoed ^C; up to the first row; clear everything below.
    if (this.#drawnLines > 0) this.#stream.write(`\r\x1b[${this.#drawnLines}A\x1b[J`);
    this.#drawnLines = 0;
  }

  #formatRows(progress: Progress): string {
    return progress.rows.map((row) => this.#formatRow(row)).join('\n');
  }

  #formatRow(row: Row): string {
    const { title, state, sentence, detail } = row;
    const elapsed = formatRowTime(row);
    const text = `${sentence.padEnd(STATE_WIDTH)} ${elapsed.padStart(7)}  ${detail}`.trimEnd();
    // A row that wraps would break the cursor arithmetic.
    const name = padTitle(title);
    const room = (this.#stream.columns || FALLBACK_COLUMNS) - name.length - 5;
    return `  ${this.#paint(state, LOOK[state].mark)} ${name}${this.#paint(state, text.slice(0, Math.max(0, room)))}`;
  }

  /** Colours where the terminal has them and NO_COLOR doesn't forbid them. */
  #paint(state: PartState, text: string): string {
    return styleText(LOOK[state].colour, text, { stream: this.#stream });
  }
}

/** Of a part that works: time in the present step; of one that is ready: how long all of it took. */
function formatRowTime({ state, beganMs = 0, sinceMs }: Row): string {
  if (state === 'working') return formatElapsed(performance.now() - sinceMs);
  return state === 'ready' ? formatElapsed(sinceMs - beganMs) : '';
}
