// Faults of observed services as their users see them: answers that fail or come late, processes that die, freeze or crash in a loop.

import { findFreePort } from '../../support/free-ports.ts';
import type { Row } from '../row.ts';

const PAGE_AND_TICKET = ['AvailabilityBudgetBurn page', 'AvailabilityBudgetBurn ticket'] as const;
/** Budgets of days and of a month stay spent for longer than a run takes. */
const SPENT = ['AvailabilityBudgetBurn ticket', 'LowTrafficErrors ticket', 'ErrorBudgetExhausted ticket'];
const driven = { driven: true } as const;

const fails = (service: string, how: { share: number; soft?: boolean }, fault: string, alerts: readonly string[]): Row => ({
  fault,
  alerts,
  service,
  phase: 'requests',
  observed: driven,
  lasting: SPENT,
  // One in fifty is little more than what two windows of days allow: they first have to forget that all was well.
  ...(how.share < 0.1 && { withinS: 240 }),
  begin: ({ app }) => app.begin('requests/answers', how),
});

export const requestFaults: readonly Row[] = [
  fails('fails-all', { share: 1 }, 'Every request is answered with 500.', [
    'ServiceTotalOutage page',
    ...PAGE_AND_TICKET,
    'RouteErrorRatioHigh ticket',
    'LowTrafficErrors ticket',
    'ErrorBudgetExhausted ticket',
  ]),
  fails('fails-tenth', { share: 0.1 }, 'One request in ten is answered with 500.', [...PAGE_AND_TICKET, 'RouteErrorRatioHigh ticket']),
  // Too few for the page, which would hold the tickets back.
  fails('fails-fiftieth', { share: 0.02 }, 'One request in fifty is answered with 500.', [
    'AvailabilityBudgetBurn ticket',
    'ErrorBudgetExhausted ticket',
  ]),
  fails('fails-softly', { share: 1, soft: true }, 'Every request is answered with 200 and a body that says it failed.', [
    'ServiceTotalOutage page',
    ...PAGE_AND_TICKET,
  ]),
  {
    fault: 'Every request takes 1.2 s.',
    alerts: ['LatencyBudgetBurn page', 'LatencyBudgetBurn ticket', 'RouteLatencyBudgetBurn ticket', 'RouteLatencyHigh ticket'],
    service: 'slow',
    phase: 'requests',
    observed: driven,
    lasting: ['LatencyBudgetBurn ticket', 'RouteLatencyBudgetBurn ticket', 'ErrorBudgetExhausted ticket'],
    begin: ({ app }) => app.begin('requests/answers', { delayMs: 1200 }),
  },
  {
    fault: 'Each call to a dependency ends in ECONNREFUSED.',
    alerts: ['DependencyErrorsHigh ticket'],
    service: 'calls-nobody',
    phase: 'requests',
    observed: {},
    begin: async ({ app }) => app.begin('requests/callsNobody', { url: `http://127.0.0.1:${await findFreePort()}/`, everyMs: 100 }),
  },
  {
    fault: 'The process is killed with SIGKILL, and started again at the end.',
    alerts: ['ServiceTelemetryLost page'],
    service: 'killed',
    phase: 'ends',
    observed: driven,
    begin: async ({ app }) => {
      await app.kill();
      return () => app.start();
    },
  },
  {
    fault: 'The process is stopped with SIGSTOP, and goes on at the end.',
    alerts: ['ServiceTelemetryLost page'],
    service: 'frozen',
    phase: 'ends',
    observed: {},
    begin: async ({ app }) => {
      app.signal('SIGSTOP');
      return () => app.signal('SIGCONT');
    },
  },
  {
    fault: 'Every process dies of an uncaught exception 2 s after its start, and is started again.',
    alerts: ['ServiceCrashLooping page', 'UncaughtException ticket'],
    service: 'crashes',
    phase: 'ends',
    observed: {},
    begin: async ({ app }) => app.loop(2000),
  },
];
