// What is known of an AI operation while it runs.

import type { Context, Span } from '../../signals/spans.ts';
import type { Call } from './calls.ts';
import type { Facts } from './facts.ts';

/** What is known of an operation before its first attempt. */
export interface Subject {
  readonly operation: string;
  readonly provider: string;
  readonly model: string | undefined;
}

export interface Operation {
  readonly span: Span;
  readonly context: Context;
  readonly startedMs: number;
  subject: Subject;
  /** The latest attempt. */
  call?: Call;
  attempts: number;
  facts: Facts;
  firstChunkMs?: number;
  /** Class of the failure of the latest attempt, and when it happened. */
  failure?: { readonly type: string; readonly atMs: number; readonly at: number };
  ended: boolean;
  /** No longer remembers it as open. */
  forget: () => void;
}
