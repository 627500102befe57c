// Sends a claimed file of the spool, line by line; lines that are damaged are set aside, those that can't be delivered yet go back.

import type { DropReason } from '../ledger.ts';
import type { Answer } from '../transport/answers.ts';
import type { SpoolSignal } from './file-names.ts';
import type { SendJson } from './json-sender.ts';
import { openLine } from './lines.ts';
import type { Claim, SpoolStore } from './store.ts';

export interface Sending {
  readonly send: SendJson;
  /** Waits between two lines, so that the application and the Collector have their time. */
  pause(): Promise<void>;
  delivered(signal: SpoolSignal, count: number): void;
  lost(signal: SpoolSignal, reason: DropReason, count: number): void;
}

export type Outcome = { readonly kind: 'sent' } | { readonly kind: 'later'; readonly afterMs?: number };

/** Settles when the file is gone, or has gone back because nobody takes it now. */
export async function sendFile(store: SpoolStore, claim: Claim, sending: Sending): Promise<Outcome> {
  const { signal, count } = claim.file;
  const texts = readTexts(store, claim);
  if (!texts) {
    store.setAside(claim);
    sending.lost(signal, 'spool_damaged', count);
    return { kind: 'sent' };
  }
  const damaged: string[] = [];
  let left = count;
  for (const [at, text] of texts.entries()) {
    const line = openLine(text);
    if (!line) {
      damaged.push(text);
      continue;
    }
    if (at > 0) await sending.pause();
    // Damaged lines are told apart again the next time; how many records they had is known when all others are gone.
    claim.left = { texts: [...damaged, ...texts.slice(at)], count: left };
    const answer = await sending.send(signal, line.body);
    if (answer.kind === 'later') {
      store.putBack(claim);
      return answer.afterMs === undefined ? { kind: 'later' } : { kind: 'later', afterMs: answer.afterMs };
    }
    left -= line.count;
    account(sending, signal, line.count, answer);
  }
  if (left > 0) sending.lost(signal, 'spool_damaged', left);
  if (damaged.length > 0) store.setAside(claim, damaged);
  else store.remove(claim);
  return { kind: 'sent' };
}

function readTexts(store: SpoolStore, claim: Claim): string[] | undefined {
  try {
    return store
      .read(claim)
      .split('\n')
      .filter((text) => text !== '');
  } catch {
    return undefined;
  }
}

function account(sending: Sending, signal: SpoolSignal, count: number, answer: Exclude<Answer, { kind: 'later' }>): void {
  if (answer.kind === 'refused') {
    sending.lost(signal, 'rejected', count);
    return;
  }
  const rejected = Math.min(answer.rejected, count);
  sending.delivered(signal, count - rejected);
  if (rejected > 0) sending.lost(signal, 'partial', rejected);
}
