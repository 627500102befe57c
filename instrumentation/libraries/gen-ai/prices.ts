// List prices of models, in USD per million tokens. Batch, priority and regional prices differ: lay a file over it by PERAGUS_GEN_AI_PRICES.
//
// Dated 2026-11-24. Source of each row: the table named above it, which repeats the provider's price page. Anthropic's price for writing
// its cache is 1.25 times the input price (five-minute cache, Anthropic's documentation of prompt caching). A row with `inputMax` has
// a higher price above it, which is not known here: such an operation has no cost. What a table told two ways was left out.

export interface Price {
  readonly input: number;
  readonly output: number;
  /** Input that came out of the cache; the input price when unknown. */
  readonly cacheRead?: number;
  /** Input written to the cache; the input price when unknown. */
  readonly cacheWrite?: number;
  /** Most input tokens for which the row holds. */
  readonly inputMax?: number;
}

type Row = readonly [model: string, input: number, cacheRead: number | undefined, output: number, inputMax?: number];

/** github.com/simonw/llm-prices, data/openai.json at 0838d1a; embeddings: platform.openai.com/docs/pricing. */
const OPENAI: readonly Row[] = [
  ['gpt-4o', 2.5, 1.25, 10],
  ['gpt-4o-mini', 0.15, 0.075, 0.6],
  ['gpt-4.1', 2, 0.5, 8],
  ['gpt-4.1-mini', 0.4, 0.1, 1.6],
  ['gpt-4.1-nano', 0.1, 0.025, 0.4],
  ['o1-pro', 150, undefined, 600],
  ['o3-mini', 1.1, 0.55, 4.4],
  ['o3-pro', 20, undefined, 80],
  ['o4-mini', 1.1, 0.275, 4.4],
  ['gpt-5', 1.25, 0.125, 10],
  ['gpt-5-mini', 0.25, 0.025, 2],
  ['gpt-5-nano', 0.05, 0.005, 0.4],
  ['gpt-5-pro', 15, undefined, 120],
  ['gpt-5.1', 1.25, 0.125, 10],
  ['gpt-5.1-codex', 1.25, 0.125, 10],
  ['gpt-5.1-codex-mini', 0.25, 0.025, 2],
  ['gpt-5.2', 1.75, 0.175, 14],
  ['gpt-5.2-pro', 21, undefined, 168],
  ['gpt-5.4', 2.5, 0.25, 15, 272_000],
  ['gpt-5.4-pro', 30, undefined, 180, 272_000],
  ['gpt-5.4-mini', 0.75, 0.075, 4.5],
  ['gpt-5.4-nano', 0.2, 0.02, 1.25],
  ['gpt-5.5', 5, 0.5, 30, 272_000],
  ['gpt-5.5-pro', 30, undefined, 180, 272_000],
  ['text-embedding-3-small', 0.02, undefined, 0],
  ['text-embedding-3-large', 0.13, undefined, 0],
];

/** github.com/simonw/llm-prices, data/anthropic.json at 265965d; models under the names that the API takes. */
const ANTHROPIC: readonly Row[] = [
  ['claude-3-opus', 15, 1.5, 75],
  ['claude-3-5-haiku', 0.8, 0.08, 4],
  ['claude-3-5-sonnet', 3, 0.3, 15],
  ['claude-3-7-sonnet', 3, 0.3, 15],
  ['claude-haiku-4-5', 1, 0.1, 5],
  ['claude-sonnet-4', 3, 0.3, 15, 200_000],
  ['claude-sonnet-4-5', 3, 0.3, 15, 200_000],
  ['claude-sonnet-5', 2, 0.2, 10],
  ['claude-sonnet-5-5', 2, 0.2, 10],
  ['claude-opus-4', 15, 1.5, 75],
  ['claude-opus-4-1', 15, 1.5, 75],
  ['claude-opus-4-5', 5, 0.5, 25],
  ['claude-opus-4-6', 5, 0.5, 25],
  ['claude-opus-4-7', 5, 0.5, 25],
  ['claude-opus-4-8', 5, 0.5, 25],
  ['claude-opus-5', 5, 0.5, 25],
  ['claude-opus-5-5', 4, 0.2, 20],
];

/** github.com/simonw/llm-prices, data/google.json at 014a62d. */
const GOOGLE: readonly Row[] = [
  ['gemini-2.5-pro', 1.25, 0.125, 10, 200_000],
  ['gemini-2.5-flash', 0.3, 0.03, 2.5],
  ['gemini-2.5-flash-lite', 0.1, 0.01, 0.4],
  ['gemini-3-pro-preview', 2, undefined, 12, 200_000],
  ['gemini-3-flash-preview', 0.5, undefined, 3],
  ['gemini-3.5-flash', 1.5, 0.15, 9],
  ['gemini-3.5-flash-lite', 0.3, 0.03, 2.5],
  ['gemini-3.6-flash', 1.5, 0.15, 7.5],
];

const ANTHROPIC_CACHE_WRITE = 1.25;

const entry = ([model, input, cacheRead, output, inputMax]: Row, cacheWrite?: number): [string, Price] => [
  model,
  {
    input,
    output,
    ...(cacheRead === undefined ? {} : { cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(inputMax === undefined ? {} : { inputMax }),
  },
];

/** Model → price. */
export const LIST_PRICES: ReadonlyMap<string, Price> = new Map([
  ...OPENAI.map((row) => entry(row)),
  ...ANTHROPIC.map((row) => entry(row, row[1] * ANTHROPIC_CACHE_WRITE)),
  ...GOOGLE.map((row) => entry(row)),
]);
