// What an answer of the receiver means for the batch that it answers: the table of statuses, Retry-After, and what was refused of a batch that was taken.

import { readAnswer } from '../otlp/responses.ts';

export type Answer =
  /** So many of the items were refused for good. */
  | { readonly kind: 'taken'; readonly rejected: number }
  | { readonly kind: 'refused'; readonly status: number }
  /** Without a status nobody answered. `afterMs` is the receiver's own wish. */
  | { readonly kind: 'later'; readonly status?: number; readonly afterMs?: number; readonly reason: string };

/** `later`: again. `split`: again in halves. What isn't in the table is refused, or comes later when the fault is the receiver's. */
type Verdict = 'later' | 'split' | 'refused';

/** Statuses of OTLP/HTTP (specification: "Failures"), and those that proxies and overloaded receivers give. */
const VERDICTS: Readonly<Record<number, Verdict>> = {
  400: 'refused',
  401: 'refused',
  403: 'refused',
  404: 'refused',
  405: 'refused',
  408: 'later',
  413: 'split',
  415: 'refused',
  429: 'later',
  500: 'later',
  501: 'refused',
  502: 'later',
  503: 'later',
  504: 'later',
};

export function verdictOf(status: number): Verdict {
  return VERDICTS[status] ?? (status >= 500 ? 'later' : 'refused');
}

/** Longest wait that a receiver may ask for, in ms: with a slip in its configuration it could silence a process for days. */
const RETRY_AFTER_MAX_MS = 300_000;

/** The wait that Retry-After asks for, in ms; undefined when it isn't one: seconds, or a date against the receiver's own clock. */
export function retryAfterMs(value: string | undefined, date: string | undefined): number | undefined {
  const text = value?.trim() ?? '';
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  const waitMs = seconds === undefined ? timeOf(text) - (timeOf(date) || Date.now()) : seconds * 1000;
  return waitMs > 0 ? Math.min(waitMs, RETRY_AFTER_MAX_MS) : undefined;
}

// `Wed, 21 Oct 2026 07:28:00 GMT`; Date.parse alone would take much else, such as "-1".
const timeOf = (text: string | undefined): number => (text && /^[A-Z][a-z]{2,8}, .*GMT$/.test(text.trim()) ? Date.parse(text) : Number.NaN);

/** How many items the receiver says that it has refused, of a body in either encoding; 0 when it can't be read. */
export function rejectedIn(body: Buffer, contentType: string): number {
  if (body.length === 0) return 0;
  try {
    const answer = contentType.includes('json') ? JSON.parse(body.toString('utf8')) : readAnswer(body, 'rejected');
    const partial = Object.entries((answer as { partialSuccess?: object } | null)?.partialSuccess ?? {});
    const [, rejected] = partial.find(([name]) => name.startsWith('rejected')) ?? [];
    const count = Number(rejected ?? 0);
    return Number.isSafeInteger(count) && count > 0 ? count : 0;
  } catch {
    return 0;
  }
}
