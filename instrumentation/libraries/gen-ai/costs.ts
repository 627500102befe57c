// What an operation cost: tokens times the price of its model. A model without a price has no cost, never a guessed one.

import { readFileSync } from 'node:fs';
import { CODES, complain, reasonOf } from '../../errors.ts';
import { objectOf, type Usage } from './facts.ts';
import { LIST_PRICES, type Price } from './prices.ts';

export type Cost = { readonly usd: number } | { readonly unknown: 'unknown_price' | 'long_context' };

const MILLION = 1_000_000;
/** Versions of a model that providers date: `-2024-08-06`, `-20241022`. */
const DATE = /-\d{4}-?\d{2}-?\d{2}$/;

let prices: ReadonlyMap<string, Price> = LIST_PRICES;

/** Lays the prices of a file over the list; a bad file, or a bad row, is said and left out. */
export function loadPrices(file: string): void {
  if (file === '') return;
  try {
    const rows = Object.entries(objectOf(JSON.parse(readFileSync(file, 'utf8'))));
    const good = rows.filter(([, row]) => isPrice(row)) as [string, Price][];
    prices = new Map([...LIST_PRICES, ...good]);
    const bad = rows.length - good.length;
    if (bad > 0) complain(CODES.settingInvalid, `PERAGUS_GEN_AI_PRICES: ${bad} rows have no numbers "input" and "output"; left out.`);
  } catch (error) {
    complain(CODES.settingInvalid, `PERAGUS_GEN_AI_PRICES can't be read (${reasonOf(error)}); using the built-in prices.`);
  }
}

/** Cost of these tokens: by the model that answered, dated or not, else by the one that was asked for. */
export function costOf(usage: Usage, responseModel: string | undefined, requestModel: string | undefined): Cost {
  const price = priceOf(responseModel) ?? priceOf(requestModel);
  if (!price) return { unknown: 'unknown_price' };
  if (price.inputMax !== undefined && usage.input > price.inputMax) return { unknown: 'long_context' };
  const fresh = Math.max(0, usage.input - usage.cacheRead - usage.cacheWrite);
  const input =
    fresh * price.input + usage.cacheRead * (price.cacheRead ?? price.input) + usage.cacheWrite * (price.cacheWrite ?? price.input);
  return { usd: (input + usage.output * price.output) / MILLION };
}

function priceOf(model: string | undefined): Price | undefined {
  if (model === undefined) return undefined;
  return prices.get(model) ?? prices.get(model.replace(DATE, ''));
}

function isPrice(row: unknown): boolean {
  const { input, output, cacheRead, cacheWrite, inputMax } = objectOf(row);
  const isAmount = (value: unknown) => typeof value === 'number' && value >= 0;
  return isAmount(input) && isAmount(output) && [cacheRead, cacheWrite, inputMax].every((value) => value === undefined || isAmount(value));
}
