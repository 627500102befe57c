// What requests and answers of AI services tell about themselves, without any of their content.

/** Tokens as the provider counted them. */
export interface Usage {
  /** Cached ones included. */
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

/** What an answer has told so far. */
export interface Facts {
  model?: string | undefined;
  id?: string | undefined;
  finishReasons: string[];
  usage?: Usage;
  /** Error that came inside an answer that began well. */
  failure?: string;
  /** Why the usage could not be read. */
  incomplete?: 'answer_too_large' | 'never_read';
}

/** Longest model name, identifier or reason kept, in characters; the longest known are below 100. */
const NAME_MAX = 200;
/** Generations of one answer whose finish reason is kept. */
const REASONS_MAX = 16;

export type Json = Readonly<Record<string, unknown>>;

export const newFacts = (): Facts => ({ finishReasons: [] });

/** A name that is fit to leave, or undefined. */
export function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, NAME_MAX) : undefined;
}

/** A count of tokens, or 0. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
}

/** The value as an object whose members can be read, or an empty one. */
export function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

/** The value as a list of objects. */
export function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.slice(0, REASONS_MAX).map(objectOf) : [];
}

/** Remembers why a generation stopped. */
export function addReason(facts: Facts, reason: unknown): void {
  const name = nameOf(reason);
  if (name !== undefined && facts.finishReasons.length < REASONS_MAX) facts.finishReasons.push(name);
}

/** Adds the tokens of one answer to those of another. */
export function sumUsage(one: Usage | undefined, other: Usage | undefined): Usage | undefined {
  if (!one || !other) return one ?? other;
  return {
    input: one.input + other.input,
    output: one.output + other.output,
    cacheRead: one.cacheRead + other.cacheRead,
    cacheWrite: one.cacheWrite + other.cacheWrite,
  };
}
