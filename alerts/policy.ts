// The numbers of the rules and where each comes from.

import { METRIC_EXPORT_INTERVAL_S } from '../instrumentation/vocabulary/index.ts';

/** Who is asked first; one team owns the stack and both services. */
export const TEAM = 'peragus';

/** Rules that page run this often, so that waiting for the next evaluation costs at most this much. */
export const PAGE_EVALUATION_INTERVAL_S = 5;

/** From death to notification, in seconds; source: issue 1 of the project, "within 2 minutes". */
export const TELEMETRY_LOST_LIMIT_S = 120;

/**
 * When a service counts as lost. Source: simulation of pushed metrics in promtool, research finding 2: `absent()` needs
 * 375 s for a death that leaves no stale marker, this rule 75 to 80 s.
 */
export const PRESENCE = {
  /** Three exports; one lost or late export is no death. */
  windowS: 3 * METRIC_EXPORT_INTERVAL_S,
  /** How long a service is remembered after its last sample; a service that was removed on purpose is forgotten then. */
  memoryS: 3600,
  forS: 30,
} as const;

/**
 * When Prometheus itself was awake long enough to call another one silent. After a restart, a replayed log or a suspended
 * machine it finds old samples and no new ones: the gap is its own. The time lets the Collector (it retries every 30 s at
 * most) and services that start together with the stack (first export after 15 s) arrive.
 */
export const OBSERVER = {
  windowS: 120,
  /** Evaluations of the Watchdog that may be missing from the window. */
  toleratedMisses: 3,
} as const;

/**
 * When most requests fail. Closes a gap: the fast burn-rate page at 99.5 % needs 270 s on a total outage, research finding 3.
 */
export const TOTAL_OUTAGE = {
  /** Four exports: an increase needs two samples, and two more may be late. */
  windowS: 4 * METRIC_EXPORT_INTERVAL_S,
  /** Above this share of failing requests. */
  errorRatio: 0.5,
  /** Above this many requests in the window; fewer are too few to call it an outage. */
  minRequests: 20,
  forS: 30,
} as const;

/**
 * How long a condition must hold, and how long an alert goes on after it. A page waits for a minute: three or four exports,
 * so that one hiccup wakes nobody, and the two minutes that the pages about a dead service are allowed are kept. A ticket
 * waits for ten: nobody looks sooner. What is counted (a loss, a crash) is over when it is seen, so it waits for nothing, and
 * stays long enough to be read. Source of the two lengths: kubernetes-mixin and prometheus-mixin, which use 5 to 15 min for
 * warnings; our own limit for pages. A level that a window has seen broken all along waits for two minutes more: a series that
 * is just born has a window of one sample, and what starts is busy, or not yet reached.
 */
export const TIMING = {
  pageAtOnce: { severity: 'page', forS: 0, keepFiringForS: 120 },
  page: { severity: 'page', forS: 60, keepFiringForS: 60 },
  ticketSoon: { severity: 'ticket', forS: 120, keepFiringForS: 600 },
  ticketAtOnce: { severity: 'ticket', forS: 0, keepFiringForS: 600 },
  ticket: { severity: 'ticket', forS: 600, keepFiringForS: 600 },
} as const;

/** What changes over hours or days is looked at this often, and so are the long windows of objectives. */
export const SLOW_EVALUATION_INTERVAL_S = 300;

/**
 * When a service crashes again and again. Counted are processes that are gone and never lived as long as 5 min; a deploy of
 * many processes that lived longer is none. Four: a supervisor that waits longer after each crash (systemd, Kubernetes, our
 * launcher) reaches four within 15 min, and three may be one bad deploy with its way back.
 */
export const CRASH_LOOP = {
  windowS: 900,
  shortLifeS: 300,
  goneS: PRESENCE.windowS,
  /** More than so many. */
  limit: 3,
} as const;
