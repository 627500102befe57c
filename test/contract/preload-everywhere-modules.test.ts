// Modules are patched however the application reaches them: require, import, file URL, links, aliases, builds with sealed exports.

import { join } from 'node:path';
import { expect } from 'chai';
import { NODES } from '../support/nodes.ts';
import { type Ended, runApp } from '../support/run-app.ts';
import { type ScratchApp, writeApp } from '../support/scratch-app.ts';

const PATCHES = join(import.meta.dirname, '../fixtures/apps/patch-greeters.mjs');
const QUIET = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };

const manifest = (name: string, more: object = {}) => JSON.stringify({ name, version: '1.2.3', ...more });
const common = 'exports.greet = (name) => "hello " + name;';
const esm = 'export let greet = (name) => "hello " + name; export default { greet };';
// What esbuild and tsup make of `export function greet`.
const getters = `"use strict";
var __defProp = Object.defineProperty;
var __export = (target, all) => { for (var name in all) __defProp(target, name, { get: all[name], enumerable: true }); };
var index_exports = {};
__export(index_exports, { greet: () => greet, other: () => other });
module.exports = __defProp(index_exports, "__esModule", { value: true }) && index_exports;
function greet(name) { return "hello " + name; }
var other = 7;
0 && (module.exports = { greet, other });`;

const FILES = {
  'package.json': JSON.stringify({ name: 'greeting', version: '1.0.0', dependencies: { renamed: 'npm:greeter-cjs@1' } }),
  'node_modules/greeter-esm/package.json': manifest('greeter-esm', {
    type: 'module',
    exports: { '.': './dist/main.mjs', './part': './part.js' },
  }),
  'node_modules/greeter-esm/dist/main.mjs': "export * from '../part.js'; export const kind = 'esm';",
  'node_modules/greeter-esm/part.js': esm,
  'node_modules/greeter-cjs/package.json': manifest('greeter-cjs', { main: 'lib' }),
  'node_modules/greeter-cjs/lib/index.js': common,
  'node_modules/greeter-getters/package.json': manifest('greeter-getters', { main: './dist/index.js' }),
  'node_modules/greeter-getters/dist/index.js': getters,
  'node_modules/greeter-dual/package.json': manifest('greeter-dual', {
    exports: { '.': { import: { types: './d.ts', default: './dist/index.mjs' }, require: './dist/index.js' } },
  }),
  'node_modules/greeter-dual/dist/index.mjs': esm,
  'node_modules/greeter-dual/dist/index.js': getters,
  'node_modules/@made-up/greeter/package.json': manifest('@made-up/greeter', { type: 'module', exports: './main.js' }),
  'node_modules/@made-up/greeter/main.js': esm,
  'node_modules/greeter-wrapped/package.json': manifest('greeter-wrapped', {
    exports: { '.': { import: './wrapper.mjs', require: './index.js' } },
  }),
  'node_modules/greeter-wrapped/wrapper.mjs': "import common from './index.js'; export const greet = common.greet;",
  'node_modules/greeter-wrapped/index.js': common,
  'node_modules/greeter-function/package.json': manifest('greeter-function'),
  'node_modules/greeter-function/index.js': 'module.exports = (name) => "hello " + name; module.exports.size = 3;',
  'node_modules/greeter-inner/package.json': manifest('greeter-inner'),
  'node_modules/greeter-inner/index.js': "exports.greet = require('./lib/inner').greet;",
  'node_modules/greeter-inner/lib/inner.js': common,
  'node_modules/greeter-broken/package.json': manifest('greeter-broken'),
  'node_modules/greeter-broken/index.js': common,
  'node_modules/.pnpm/greeter-cjs@1.2.3/node_modules/greeter-cjs/package.json': manifest('greeter-cjs', { main: 'lib' }),
  'node_modules/.pnpm/greeter-cjs@1.2.3/node_modules/greeter-cjs/lib/index.js': common,
  'node_modules/renamed/package.json': manifest('greeter-cjs', { main: 'lib' }),
  'node_modules/renamed/lib/index.js': common,
};
const LINKS = { 'linked/node_modules/greeter-cjs': 'node_modules/.pnpm/greeter-cjs@1.2.3/node_modules/greeter-cjs' };

/** Program → lines it prints below the preload; without it each greeting has no `!`. */
const CASES: readonly { readonly title: string; readonly file: string; readonly text: string; readonly lines: readonly string[] }[] = [
  {
    title: 'an ES module package by import, through export *',
    file: 'a.mjs',
    text: "import { greet, kind } from 'greeter-esm'; import * as all from 'greeter-esm'; console.log(greet('a'), all.greet('b'), kind, Object.keys(all).join());",
    lines: ['hello a! hello b! esm greet,kind', 'fact greeter-esm main 1.2.3 import applied'],
  },
  {
    title: 'an ES module package by file URL with a query, as vite-node imports',
    file: 'a.mjs',
    text: "const url = import.meta.resolve('greeter-esm'); const { greet } = await import(url + '?t=123'); const again = await import(url + '?t=124'); console.log(greet('a'), again.greet('b'));",
    lines: ['hello a! hello b!', 'fact greeter-esm main 1.2.3 import applied', 'fact greeter-esm main 1.2.3 import applied'],
  },
  {
    title: 'an ES module package by require',
    file: 'a.cjs',
    text: "const { greet } = require('greeter-esm'); console.log(greet('a'), require('greeter-esm').greet === greet);",
    lines: ['hello a! true', 'fact greeter-esm main 1.2.3 require applied'],
  },
  {
    title: 'a scoped ES module package by import and by require, patched once',
    file: 'a.mjs',
    text: "import { createRequire } from 'node:module'; import { greet } from '@made-up/greeter'; console.log(greet('a'), createRequire(import.meta.url)('@made-up/greeter').greet('b'));",
    lines: ['hello a! hello b!', 'fact @made-up/greeter main 1.2.3 import applied'],
  },
  {
    title: 'a CommonJS package by require, import and file URL in one process, patched once',
    file: 'a.mjs',
    text: "import { createRequire } from 'node:module'; import one, { greet } from 'greeter-cjs'; const two = createRequire(import.meta.url)('greeter-cjs'); const three = await import(import.meta.resolve('greeter-cjs')); console.log(greet('a'), one.greet('b'), two.greet('c'), three.greet('d'), one === two);",
    lines: ['hello a! hello b! hello c! hello d! true', 'fact greeter-cjs main 1.2.3 import applied'],
  },
  {
    title: 'a CommonJS package by its absolute path',
    file: 'a.cjs',
    text: "console.log(require(require.resolve('greeter-cjs')).greet('a'), require('./node_modules/greeter-cjs/lib/index.js').greet('b'));",
    lines: ['hello a! hello b!', 'fact greeter-cjs main 1.2.3 require applied'],
  },
  {
    title: 'exports behind getters, by require',
    file: 'a.cjs',
    text: "const { greet, other, __esModule } = require('greeter-getters'); console.log(greet('a'), other, __esModule, Object.keys(require('greeter-getters')).join());",
    lines: ['hello a! 7 true greet,other', 'fact greeter-getters main 1.2.3 require applied'],
  },
  {
    title: 'exports behind getters, by import',
    file: 'a.mjs',
    text: "import whole, { greet, other } from 'greeter-getters'; console.log(greet('a'), whole.greet('b'), other);",
    lines: ['hello a! hello b! 7', 'fact greeter-getters main 1.2.3 import applied'],
  },
  {
    title: 'both builds of a dual package, each once',
    file: 'a.mjs',
    text: "import { createRequire } from 'node:module'; import { greet } from 'greeter-dual'; console.log(greet('a'), createRequire(import.meta.url)('greeter-dual').greet('b'));",
    lines: ['hello a! hello b!', 'fact greeter-dual main 1.2.3 import applied', 'fact greeter-dual main 1.2.3 require applied'],
  },
  {
    title: 'an ES module entry that passes on the CommonJS entry, once',
    file: 'a.mjs',
    text: "import { greet } from 'greeter-wrapped'; console.log(greet('a'));",
    lines: ['hello a!', 'fact greeter-wrapped main 1.2.3 import applied'],
  },
  {
    title: 'a package that is a function, replaced, by require and import',
    file: 'a.mjs',
    text: "import greet, { size } from 'greeter-function'; import { createRequire } from 'node:module'; const required = createRequire(import.meta.url)('greeter-function'); console.log(greet('a'), size, required === greet);",
    lines: ['hello a! 3 true', 'fact greeter-function main 1.2.3 import applied'],
  },
  {
    title: "a CommonJS package's own file, by import of its entry",
    file: 'a.mjs',
    text: "import { greet } from 'greeter-inner'; console.log(greet('a'));",
    lines: ['hello a!', 'fact greeter-inner lib/inner.js 1.2.3 require applied'],
  },
  {
    title: 'a linked package, as pnpm lays it out',
    file: 'linked/a.mjs',
    text: "import { greet } from 'greeter-cjs'; console.log(greet('a'));",
    lines: ['hello a!', 'fact greeter-cjs main 1.2.3 import applied'],
  },
  {
    title: 'a package under an npm alias, by import and require',
    file: 'a.mjs',
    text: "import { greet } from 'renamed'; import { createRequire } from 'node:module'; console.log(greet('a'), createRequire(import.meta.url)('renamed').greet('b'));",
    lines: ['hello a! hello b!', 'fact greeter-cjs main 1.2.3 import applied'],
  },
  {
    title: 'nothing that only asks where a module is',
    file: 'a.mjs',
    text: "console.log(import.meta.resolve('greeter-esm').endsWith('/node_modules/greeter-esm/dist/main.mjs'));",
    lines: ['true', 'unmatched greeter-esm 1.2.3'],
  },
  {
    title: 'type-stripped TypeScript that imports',
    file: 'a.mts',
    text: "import { greet } from 'greeter-esm'; import { other } from 'greeter-getters'; const name: string = 'a'; console.log(greet(name), other as number);",
    lines: ['hello a! 7', 'fact greeter-esm main 1.2.3 import applied', 'fact greeter-getters main 1.2.3 import applied'],
  },
];

const printed = ({ code, stdout, stderr }: Ended) => ({ code, lines: stdout.trim().split('\n'), stderr });

for (const [nodeName, node] of NODES) {
  describe(`Patches on ${nodeName}`, () => {
    const apps: ScratchApp[] = [];
    const write = (file: string, text: string) => {
      const app = writeApp({ ...FILES, [file]: text }, LINKS);
      apps.push(app);
      return app;
    };
    after(() => {
      for (const app of apps) app.remove();
    });

    for (const { title, file, text, lines } of CASES) {
      it(`reach ${title}`, async () => {
        const app = write(file, text);
        const [observed, bare] = await Promise.all([
          runApp(app.at(file), { flags: ['--import', PATCHES], env: QUIET, node }),
          runApp(app.at(file), { preload: false, node }),
        ]);
        expect(printed(observed)).to.deep.equal({ code: 0, lines: [...lines], stderr: bare.stderr });
        expect(printed(bare).lines).to.deep.equal([lines[0]?.replaceAll('!', '')]);
      });
    }

    it('that throw leave the package as it is, in one coded line, and the fact says why', async () => {
      const app = write('a.mjs', "import { greet } from 'greeter-broken'; console.log(greet('a'));");
      const { stdout, stderr, code } = await runApp(app.at('a.mjs'), {
        flags: ['--import', PATCHES],
        env: QUIET,
        node,
      });
      expect({ code, stdout }).to.deep.equal({
        code: 0,
        stdout: 'hello a\nfact greeter-broken main 1.2.3 import Error: patch broken on purpose\n',
      });
      expect(stderr.match(/PERAGUS-005 greeter-broken 1\.2\.3/g)).to.have.lengthOf(1);
    });

    it('whose files the package no longer has are told as unmatched', async () => {
      const app = write('a.cjs', "require('greeter-inner'); ");
      app.write('node_modules/greeter-inner/index.js', common);
      const { stdout } = await runApp(app.at('a.cjs'), { flags: ['--import', PATCHES], env: QUIET, node });
      expect(stdout).to.equal('unmatched greeter-inner 1.2.3\n');
    });
  });
}
