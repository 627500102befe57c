// node --import break-module.mjs --import <preload>: makes one module of the preload throw, without a change to it.
//
// BREAK_FILE is the end of the module's path. BREAK_WHEN says when: `import`, as it is evaluated; `start`, at every call of what it
// exports until the application's own code runs; `later`, at every call from then on. BREAK_TOLD is a file that gets a byte for each
// throw, and BREAK_LIST, in place of a fault, one for the path of each module of ours that is loaded.

import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const { BREAK_FILE: file, BREAK_WHEN: when, BREAK_TOLD: told, BREAK_LIST: list, BREAK_ROOT: root } = process.env;
const REAL = '?real';
const main = process.argv[1];
let isLate = false;

globalThis.peragusTestThrows = () => {
  if (when !== 'import' && isLate !== (when === 'later')) return;
  appendFileSync(told, '.');
  // A stack would differ from run to run.
  throw new TypeError('broken on purpose');
};

registerHooks({
  load(url, context, nextLoad) {
    const path = decodeURIComponent(url.replace('file://', ''));
    if (path === main) isLate = true;
    const loaded = url.endsWith(REAL) ? nextLoad(url.slice(0, -REAL.length), context) : undefined;
    if (loaded) return loaded;
    const real = nextLoad(url, context);
    if (!path.startsWith(root)) return real;
    if (list) appendFileSync(list, `${path.slice(root.length)}\n`);
    if (!file || path !== root + file) return real;
    const source = String(real.source);
    if (when === 'import') return { ...real, source: `globalThis.peragusTestThrows();\n${source}` };
    return { ...real, source: wrapped(source, url) };
  },
});

/** A module that exports the same, whose functions throw when it is time. */
function wrapped(source, url) {
  const names = [];
  const rest = [];
  for (const [line, kind, name, braces, from] of source.matchAll(
    /^export (?:(?:async )?(function|const|let|class)\b[* ]*(\w+)|\{([^}]*)\}( from .*)?|\*.*)/gm,
  )) {
    if (kind === 'let') rest.push(`export { ${name} } from '${url}${REAL}';`);
    else if (name) names.push([name, name]);
    else if (braces === undefined || from) rest.push(line);
    else for (const pair of braces.split(',').filter((each) => each.trim())) names.push(pair.trim().split(' as ').reverse());
  }
  return [
    `import * as real from '${url}${REAL}';`,
    'const breaking = (value) => typeof value !== "function" ? value : new Proxy(value, {',
    '  apply: (target, self, args) => (globalThis.peragusTestThrows(), Reflect.apply(target, self, args)),',
    '  construct: (target, args, own) => (globalThis.peragusTestThrows(), Reflect.construct(target, args, own)),',
    '});',
    ...names.map(([name]) => `const made_${name} = breaking(real.${name});\nexport { made_${name} as ${name} };`),
    ...rest,
  ].join('\n');
}
