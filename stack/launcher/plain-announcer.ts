// Announces into a pipe or a file: one plain line a change, and a sign of life during a long step.

import type { Announcer, PartState } from './announcer.ts';
import { formatElapsed, formatTimeOfDay, padTitle } from './layout.ts';
import { Progress } from './progress.ts';

/** Build systems end jobs that are silent for minutes, and people lose patience sooner. */
const HEARTBEAT_MS = 15_000;

/** See the first line of the file. */
export class PlainAnnouncer implements Announcer {
  readonly #stream: NodeJS.WritableStream;
  #progress: Progress | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  begin(titles: readonly string[]): void {
    this.#progress = new Progress(titles);
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  tell(title: string, state: PartState, sentence: string): void {
    this.#progress?.change(title, state, sentence);
    this.line(padTitle(title) + sentence);
  }

  detail(title: string, text: string): void {
    this.#progress?.detail(title, text);
  }

  line(text: string): void {
    this.#heartbeat?.refresh();
    this.print(`${formatTimeOfDay(new Date())}  ${text}`);
  }

  print(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  end(): void {
    clearInterval(this.#heartbeat);
    this.#heartbeat = undefined;
    this.#progress = undefined;
  }

  #beat(): void {
    const rows = this.#progress?.working ?? [];
    if (rows.length === 0) return;
    const parts = rows.map(({ title, sentence, detail, sinceMs }) => {
      const elapsed = formatElapsed(performance.now() - sinceMs);
      return `${title}: ${sentence}, ${elapsed}${detail === '' ? '' : ` (${detail})`}`;
    });
    this.line(`still at it: ${parts.join('; ')}`);
  }
}
