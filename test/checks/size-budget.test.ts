// What the shipped bundle costs at start, in numbers that don't depend on the machine: bytes, built-ins and files loaded.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { PRELOADS } from '../support/run-app.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUNDLE = join(ROOT, 'dist/bundle');

/** Each limit leaves a tenth to a fifth of room; what needs more says why here. */
const LIMITS = {
  /** Everything that V8 reads at start. 430 kB in issue 3/7; a second SDK or a database of tokens would stand out. */
  preloadBytes: 500_000,
  /** Reads the bundle and its code cache. The guard is inside, so that a process which is left alone never reads the bundle: 8 kB since issue 4/7. */
  registerBytes: 9_000,
  /** Started at the exit of processes; reads no SDK. 16 kB in issue 4/7: it claims files of the spool, and sends by our own transport. */
  senderBytes: 18_000,
  /** All code that is shipped, without maps and notices. */
  codeBytes: 600_000,
  /** Built-ins that an empty application has more with the preload: streams, http, crypto, worker_threads, child_process, perf_hooks. 80 in issue 3/7. */
  builtins: 100,
  /** Files of ours that an empty application loads: the entry, read by Node, and the bundle, read by the entry. None by `require`. */
  requiredFiles: 0,
} as const;

/** Built-ins that cost 4 to 22 ms each, and are for those who use them. */
const NEVER_AT_START = [
  'internal/deps/undici/undici',
  'https',
  'tls',
  'http2',
  'inspector',
  'sqlite',
  'readline',
  'repl',
  'cluster',
  'dns',
  'zlib',
];

const bytesOf = (name: string): number => statSync(join(BUNDLE, name)).size;

interface Loaded {
  readonly builtins: string[];
  readonly required: string[];
}
const TELL = `process.stdout.write(JSON.stringify({
  builtins: process.moduleLoadList.filter((each) => each.startsWith('NativeModule ')).map((each) => each.slice(13)),
  required: Object.keys(process.getBuiltinModule('node:module')._cache),
}));`;

function loadedBy(flags: readonly string[], script = TELL): Loaded {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const told = spawnSync(process.execPath, [...flags, '--input-type=commonjs', '--eval', script], {
    env: { ...env, PERAGUS_LOG_LEVEL: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    encoding: 'utf8',
  });
  return JSON.parse(told.stdout) as Loaded;
}

describe('the bundle at start', () => {
  it(`has at most ${LIMITS.preloadBytes} bytes to read, ${LIMITS.codeBytes} in all its files`, () => {
    expect(bytesOf('preload.cjs')).to.be.within(100_000, LIMITS.preloadBytes);
    expect(bytesOf('register.js')).to.be.at.most(LIMITS.registerBytes);
    expect(bytesOf('last-gasp-sender.js')).to.be.at.most(LIMITS.senderBytes);
    const code = readdirSync(BUNDLE).filter((name) => /\.c?js$/.test(name));
    expect(code.reduce((sum, name) => sum + bytesOf(name), 0)).to.be.at.most(LIMITS.codeBytes);
  });

  it(`loads at most ${LIMITS.builtins} built-ins, and none of ${NEVER_AT_START.slice(0, 3).join(', ')} and the like`, () => {
    const bare = new Set(loadedBy([]).builtins);
    const added = loadedBy(['--import', PRELOADS.bundle]).builtins.filter((name) => !bare.has(name));
    expect(added).to.include('http');
    expect(added).to.have.lengthOf.at.most(LIMITS.builtins);
    expect(added.filter((name) => NEVER_AT_START.includes(name))).to.deep.equal([]);
  });

  it('requires no file of any package', () => {
    const own = loadedBy(['--import', PRELOADS.bundle]).required.filter((path) => path.startsWith(ROOT));
    expect(own).to.have.lengthOf(LIMITS.requiredFiles, own.join(', '));
  });

  it('imports nothing: every built-in is asked for when it is used', () => {
    for (const name of ['register.js', 'preload.cjs', 'last-gasp-sender.js'])
      expect(readFileSync(join(BUNDLE, name), 'utf8')).to.not.match(
        /(?:^|[;}\n])import[{*\s"'a-z]|require\("(?:node:)?(?:http|https|fs|crypto)"\)/,
      );
  });
});
