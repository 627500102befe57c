// What a variable or macro in a query stands for.

import { type Choice, inQuery } from './choices.ts';
import type { Lookup } from './template.ts';

/** Variables as they stand in queries, and the built-in ones. */
export function queryLookup(choices: readonly Choice[], macros: Readonly<Record<string, string>>): Lookup {
  return ({ expression }) => {
    const choice = choices.find(({ variable }) => variable.name === expression);
    return choice ? inQuery(choice) : macros[expression];
  };
}
