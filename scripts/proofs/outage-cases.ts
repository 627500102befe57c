// R20–R27: a Collector that is away, slow or wrong, and a disk that is.

import type { ProofCase } from './case.ts';

export const OUTAGE_CASES: readonly ProofCase[] = [
  {
    id: 'R20',
    tried: '5000 spans in one tick, ours and the API’s; with a queue of 1000',
    repeated: ['3', '30'],
    limit: '0 lost; with the small queue 4000 counted exactly, 1 line',
    tests: ['fault/burst'],
  },
  {
    id: 'R21',
    tried: 'away 40 of 60 s at 100 items a second (short: a tenth of the time)',
    repeated: ['6000 items in 6 s', '6000 items in 60 s'],
    limit: '0 lost; caught up ≤ 30 s; ≤ 40 MB more; ≤ 1 batch again; ≤ 1 line',
    tests: ['fault/outage'],
  },
  {
    id: 'R22',
    tried: 'away 10 min at 500 items a second, spool of 64 MiB, an Express application under load (short: 8 s, 1 MB)',
    repeated: ['8 s', '600 s'],
    limit: 'never above the spool’s limit; oldest first; 0 lost without being counted; 0 requests fail; p99 as R07 asks: +10 %',
    tests: ['fault/long-outage'],
    note: 'the +10 % of the p99 is missed: in an outage that outlasts memory, writing to the disk may take a quarter of the event loop’s time',
  },
  {
    id: 'R23',
    tried: '5000 items a second, 200 ms a request',
    repeated: ['3 × 3 s', '3 × 20 s'],
    limit: '0 lost; ≤ 224 MB resident',
    tests: ['fault/slow-collector'],
  },
  {
    id: 'R24',
    tried:
      'answers 301, 307, 308, 400, 401, 403, 404, 405, 408, 413, 415, 429, 500–504; Retry-After 1, 2, 30, a date, garbage; partial success',
    repeated: ['each once', 'each 10 times'],
    limit: 'later ones delivered, never ones counted; not before Retry-After; 0 redirects followed',
    tests: ['fault/answers'],
  },
  {
    id: 'R25',
    tried: 'resets, hangs, drips, stalls (TLS too), refusals, slow accept, IPv6, no such name, bad certificate',
    repeated: ['2.5 s each', '60 s each'],
    limit: '≤ 40 requests a minute and signal; variation of waits > 0.1; ≤ 1 line; ≤ 12 connections',
    tests: ['fault/connections'],
  },
  {
    id: 'R26',
    tried: 'spool on a full or read-only file system, forbidden, deleted',
    repeated: 'each once',
    limit: 'application as without; 0 lost without being counted',
    tests: ['fault/spool-disk'],
    note: 'Needs root for mount and setpriv; skipped, and said so, without.',
  },
  {
    id: 'R27',
    tried: 'spool files cut, bits flipped, foreign; two processes on one spool; its sender killed',
    repeated: ['200 cuts, 200 flips', '2000 each'],
    limit: 'every intact record delivered once, the rest counted and set aside',
    tests: ['fault/spool-damage'],
  },
];
