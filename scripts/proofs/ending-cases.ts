// R08–R19: how a process ends, and what becomes of what it had.

import type { ProofCase } from './case.ts';

export const ENDING_CASES: readonly ProofCase[] = [
  {
    id: 'R08',
    tried: 'ends by itself, 1000 items waiting',
    repeated: ['1 (delay: 3)', '10'],
    limit: '0 lost; held up by at most 250 ms',
    tests: ['fault/exit', 'fault/exit-delay', 'fault/connections'],
  },
  {
    id: 'R09',
    tried: '`process.exit(0)` and `(3)` at once, 1000 items waiting; the Collector answers, answers 503, hangs or refuses',
    repeated: ['2 (delay: 3)', '20 (delay: 10)'],
    limit:
      '0 lost, exit code and output kept; held up by at most 150 ms, on a machine. In a container the end waits for the sender: 0 lost with the disk gone',
    tests: ['fault/exit', 'fault/exit-delay'],
  },
  {
    id: 'R10',
    tried: 'uncaught exception, unhandled rejection, 1000 items waiting',
    repeated: ['1 each', '10 each'],
    limit: '0 lost; exit code, stack and output as without; 1 FATAL record with the trace',
    tests: ['fault/exit', 'contract/preload-logs-crash'],
  },
  {
    id: 'R11',
    tried: 'SIGTERM, SIGINT, SIGHUP to a server that doesn’t listen to them; the first process of a container',
    repeated: ['1 each', '10 each'],
    limit: 'dies by that signal within 2250 ms; 0 lost, the last metrics sent',
    tests: ['fault/signals'],
  },
  {
    id: 'R12',
    tried: 'SIGTERM to a server that drains a request of 1.5 s',
    repeated: 'by `on` and by `once`',
    limit: 'the client gets 200, the exit code is the server’s, 0 spans lost',
    tests: ['fault/signals'],
  },
  {
    id: 'R13',
    tried: 'ends in three ways while the Collector hangs, answers 503, refuses, drips, stalls, over TLS too; 400 items waiting',
    repeated: ['18', '180'],
    limit: 'ends within 2250 ms; 0 lost, all in the spool',
    tests: ['fault/exit-in-outage'],
  },
  {
    id: 'R14',
    tried: 'one signal is refused, or hangs; the other takes 300 ms a request',
    repeated: ['2', '20'],
    limit: '0 lost of the other; each refused one counted',
    tests: ['fault/signals-apart'],
  },
  {
    id: 'R15',
    tried: 'a second SIGTERM during the last flush to a Collector that hangs',
    repeated: ['1', '10'],
    limit: 'leaves at once (goal: 100 ms; the test allows 1 s for a busy machine); 1000 of 1000 in the spool',
    tests: ['fault/signals'],
  },
  {
    id: 'R16',
    tried: 'SIGKILL at random moments, 1000 items a second, 200 ms of delay',
    repeated: ['5', '50'],
    limit: 'at most 600 lost a kill; the next start is as any',
    tests: ['fault/kill'],
  },
  {
    id: 'R17',
    tried: 'four workers of 250 lines, one terminated, a writing thread beside them',
    repeated: ['2', '20'],
    limit: '0 lost of the living; the other’s loss at most 250, all counted; threads constant',
    tests: ['fault/workers'],
  },
  {
    id: 'R18',
    tried: 'a cluster of four, one killed',
    repeated: ['1', '10'],
    limit: '0 lost of survivors; distinct instances; counters add up',
    tests: ['fault/cluster'],
  },
  {
    id: 'R19',
    tried: 'the event loop is blocked for 5 s; the wall clock is set by an hour, both ways',
    repeated: 'each once',
    limit: '0 lost; delay metric ≥ 4.9 s; no span below 0 ms',
    tests: ['fault/blocked'],
  },
];
