// A notebook as Srcbook's API describes it.

interface Cell {
  readonly id: string;
  readonly type: 'title' | 'package.json' | 'markdown' | 'code';
  readonly text?: string;
}

/** An open notebook; Srcbook's API calls it a session. */
export interface Notebook {
  readonly id: string;
  readonly cells: readonly Cell[];
  /** Milliseconds since 1970. */
  readonly openedAt: number;
}
