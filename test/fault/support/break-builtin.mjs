// node --import break-builtin.mjs --import <bundle>: one built-in module that the bundle asks Node for is refused with an error.
//
// BREAK_BUILTIN is its name; BREAK_LIST, in its place, a file that gets the name of each that is asked for.

import { appendFileSync } from 'node:fs';

const { BREAK_BUILTIN: broken, BREAK_LIST: list } = process.env;
const ask = process.getBuiltinModule;
process.getBuiltinModule = (name) => {
  if (list) appendFileSync(list, `${name}\n`);
  if (name.replace('node:', '') === broken) throw new TypeError('refused on purpose');
  return ask.call(process, name);
};
