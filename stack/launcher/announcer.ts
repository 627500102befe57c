// What the launcher tells the person who started it, on a terminal or into a pipe.

/** `working` is on its way, `ready` has arrived, `trouble` deserves a look. */
export type PartState = 'waiting' | 'working' | 'ready' | 'trouble';

export interface Announcer {
  /** Starts the progress display: one row a part, in this order. */
  begin(titles: readonly string[]): void;
  /** A part has changed its state: one line, or its row while the progress display is open. */
  tell(title: string, state: PartState, sentence: string): void;
  /** What a part that works does right now; shown only where there is room for it. */
  detail(title: string, text: string): void;
  /** One line with the time of day. */
  line(text: string): void;
  /** A text as it is, such as the table of URLs. */
  print(text: string): void;
  /** Ends the progress display. */
  end(): void;
}
