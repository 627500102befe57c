// R28–R34, S03 and S08–S10: the Collector, its doors and the stores behind it.

import type { ProofCase } from './case.ts';

export const PIPELINE_CASES: readonly ProofCase[] = [
  {
    id: 'R28',
    tried:
      'SIGKILL to the Collector at random moments at 1000 records a second, in its start as well, and without fsync; orderly restarts at 500 a second',
    repeated: ['4 kills and 4 in the start, 2 restarts', '50 kills and 50 in the start, 50 without fsync, 10 restarts'],
    limit: '0 of what was acknowledged is lost; at most one batch of the queue twice a kill',
    tests: ['fault/pipeline/killed-collector'],
  },
  {
    id: 'R29',
    tried: 'a store is away for longer than the 300 s after which exporters give up by default; the Collector is restarted meanwhile',
    repeated: ['5 s, with retries 100 times as quick', '400 s'],
    limit: '0 lost, the first minute included; every range of numbers whole',
    tests: ['fault/pipeline/store-away'],
  },
  {
    id: 'R30',
    tried: 'a full queue; 48 requests of 2 MB at once with a memory limit of 200 MiB',
    repeated: ['the queue', 'both'],
    limit: '429 or 503, and the sender keeps its data; ≤ 260 MB; refusals counted; well within 30 s',
    tests: ['fault/pipeline/full-queue'],
  },
  {
    id: 'R31',
    tried:
      'the file of a queue is cut, its heads are gone, of length 0, with a poison item, with 20 bits flipped; a Collector that crashes at it',
    repeated: ['4 cuts, 3 × 20 flips', '4 cuts, 50 × 20 flips'],
    limit: 'ready within 15 s; never 3 crashes in a row; told; what can be read is restored',
    tests: ['fault/pipeline/damaged-queue'],
  },
  {
    id: 'R32',
    tried: 'bodies that are no OTLP, or almost, as JSON and protobuf, beside an honest sender',
    repeated: ['1500 bodies', '10 000 bodies'],
    limit: '0 crashes; a 4xx each; ≤ 20 MB more; the honest sender loses 0',
    tests: ['fault/pipeline/garbage-requests'],
  },
  {
    id: 'R33',
    tried: 'the posture of every role and switch: order, queues, limits, time-outs, addresses, unused components',
    repeated: 'each once',
    limit: '0 findings',
    tests: ['contract/collector-posture'],
    note: 'Images are pinned by full version: digests need the registry of the images.',
  },
  {
    id: 'R34',
    tried: 'metrics of 10 minutes arrive after newer ones of the same series; log lines up to 11.5 h older than the newest of their stream',
    repeated: 'each once',
    limit: 'all there within 25 s; 0 refused as out of order; lines beyond the window counted',
    tests: ['fault/pipeline/late-metrics', 'fault/pipeline/late-logs'],
  },
  {
    id: 'S03',
    tried: 'secrets and 300 unknown names straight to a gateway: resources, spans, events, logs, bodies, metrics',
    repeated: 'each once',
    limit: '0 secrets and 0 unknown names behind it; what is dropped is counted; names of the vocabulary pass',
    tests: ['security/gateway-fails-closed'],
  },
  {
    id: 'S08',
    tried:
      'no token or a wrong one; no, a foreign, a forged, an expired certificate; plain text; replaced tokens and certificates; every listening socket of every role',
    repeated: 'each once',
    limit: '401 or a failed handshake, 0 items taken; replaced without a restart and without a loss; only declared addresses listen',
    tests: ['security/collector-asks-who-sends', 'security/tiers-know-each-other', 'security/only-declared-addresses-listen'],
  },
  {
    id: 'S09',
    tried: 'bodies of 25 MB, bombs of 1000:1, 500 connections whose bodies never end, beside an honest client',
    repeated: ['12 of each', '120 of each'],
    limit: 'refused or ended; < 600 MB resident; the honest client loses 0',
    tests: ['security/collector-stays-small'],
    note: 'The Collector answers 400 where 413 would be right; the preload takes that for what it means and sends halves.',
  },
  {
    id: 'S10',
    tried:
      'the browser door: strange origins, large bodies, other types, bursts with forged addresses, forged services, server spans, a flood at ten times its rate',
    repeated: ['flood of 1 s, 3 rounds', 'flood of 10 s, 3 rounds'],
    limit: '403, 413, 415, 429; overwritten or dropped; series of services unchanged; their exports delayed ≤ 250 ms (p95), 0 lost',
    tests: ['security/browser-door-refuses', 'security/browsers-are-nobody-else', 'security/browser-flood-delays-nobody'],
  },
  {
    id: 'Two gateways',
    tried: 'traces of 3 services through 2 agents to 2 gateways; one is restarted, one added and one removed, one killed for good',
    repeated: ['400 traces each', '4 000 traces each'],
    limit: '100 % of the traces decided as a whole; accepted = stored + sampled out; 0 lost that had to be kept',
    tests: ['fault/pipeline/gateways', 'fault/pipeline/gateways-dns'],
  },
];
