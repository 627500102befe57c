// R01–R07: whatever throws or is wrong with us, the application runs as without us.

import type { ProofCase } from './case.ts';

export const FAIL_OPEN_CASES: readonly ProofCase[] = [
  {
    id: 'R01',
    tried:
      'one module of the preload throws: as it is imported, at each call of the start, at each later call; the bundle is cut; a built-in can’t be had; nobody reads stderr',
    repeated: ['5 modules in each of 3 ways, 5 cuts, 5 built-ins', 'all modules in each way, 50 cuts, all built-ins'],
    limit: 'output, exit code and signal as without; at most 1 line of ours',
    tests: ['fault/modules-that-throw', 'fault/broken-surroundings'],
    note: 'Two of 271 modules cause 2 lines: what they break reads as a disk that can’t be written, or records that can’t be sent, and is told for itself. A built-in that can’t be had breaks many modules at once: 3 lines at most',
  },
  {
    id: 'R02',
    tried: 'Node 16, 18 and 20, bundle and sources, three ways to load; OTEL_SDK_DISABLED',
    repeated: 'each once',
    limit: '0 things left behind; 1 line, none where it is turned off',
    tests: ['fault/unsupported-and-disabled'],
    note: 'The old Nodes come from npm’s package `node`; where it can’t be had, the tests are skipped and say so.',
  },
  {
    id: 'R03',
    tried: 'random garbage in every setting and in the SDK’s own variables',
    repeated: ['10 000 values, and 200 in 20 processes', '10 000 values, and 2000 in 200 processes'],
    limit: 'the default and 1 warning that names the setting; 0 secrets shown; the application as without',
    tests: ['fault/garbage-settings'],
  },
  {
    id: 'R04',
    tried: 'loaded by its flag and by NODE_OPTIONS; an application that starts an SDK of its own',
    repeated: 'each once',
    limit: '1 server span a request, 1 line',
    tests: ['fault/hostile-application'],
  },
  {
    id: 'R05',
    tried: 'getters and proxies that throw, cycles, BigInt, 10 MB, NUL, lone surrogates in all that we look at',
    repeated: ['1000 requests', '10 × 1000'],
    limit: 'all answered; attributes of at most 4096 characters; at most 1 line a code',
    tests: ['fault/hostile-application', 'security/hostile-values-cost-no-request'],
  },
  {
    id: 'R06',
    tried:
      'every application of the fixtures with and without the preload: CommonJS, ES modules, `export *`, bundles, top-level await, TypeScript loaders',
    repeated: 'each once',
    limit: 'the same output, exit code and signal; spans of both kinds of modules',
    tests: ['contract/preload-corpus', 'contract/preload-everywhere-modules', 'contract/preload-bundles', 'contract/preload-both-kinds'],
  },
  {
    id: 'R07',
    tried: 'cost of a request, memory, start',
    repeated: 'rounds of `npm run bench`',
    limit: 'p50 ≤ +5 %, p99 ≤ +10 %, CPU ≤ +10 %, RSS ≤ +60 MB, start ≤ +250 ms',
    tests: ['perf/cost'],
    note: 'Measured by the benchmark, in [performance.md](performance.md); its CPU a request is above the limit, as README says. The test bounds CPU by a ratio and allocation by bytes.',
  },
];
