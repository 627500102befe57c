// The two alerts that docs/notifications.md shows, and what providers got of them, without what changes from run to run.

import type { Samples } from '../../../scripts/notifications-page.ts';
import { PORTS } from '../../../stack/ports.ts';
import type { Alert, Providers, SwitchedOn } from './switched-on.ts';

/** Half past three at night. */
const BEGAN = '2026-01-02T03:12:00Z';
export const ENDED = '2026-01-02T03:20:31Z';
/** Until somebody ends it. */
const OPEN_END = '2126-01-01T00:00:00Z';

const service = {
  job: 'peragus/peragus-api',
  service_namespace: 'peragus',
  service_name: 'peragus-api',
  deployment_environment_name: 'production',
  service: 'peragus-api',
  team: 'peragus',
};

/** Everything that a page can carry; ours has no trace of its own, because rules see no exemplars. */
export const PAGE = {
  labels: { alertname: 'AvailabilityBudgetBurn', severity: 'page', slo: 'availability', ...service },
  annotations: {
    summary: 'peragus-api (production): 12.4% of requests fail',
    description:
      'The objective is that 99.5 % of the requests of peragus-api (production) are good over 30 days. The budget burns 14.4 times faster than allowed over 1h and 5m.',
    first_step: 'Look at the failing routes; if a deploy was within the last half hour, take it back.',
    runbook_url: 'https://runbooks.example/alerts/runbooks/AvailabilityBudgetBurn.md',
    dashboard_url: 'http://127.0.0.1:3000/d/service-overview?viewPanel=panel-8&var-service=peragus-api',
    logs_url: 'http://127.0.0.1:3000/d/logs?var-service=peragus-api',
    budget_left: '61%',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    trace_url: 'http://127.0.0.1:3000/explore?traceId=4bf92f3577b34da6a3ce929d0e0e4736',
  },
  startsAt: BEGAN,
  endsAt: OPEN_END,
} satisfies Alert;

/** A ticket of the catalogue. */
export const TICKET = {
  labels: { alertname: 'SqliteLockWaits', severity: 'ticket', ...service },
  annotations: {
    summary: 'peragus-api (production) waits for locks of SQLite',
    description: 'Statements of peragus-api (production) waited for the lock of another writer more than 20 times in 10 min.',
    runbook_url: 'alerts/runbooks/SqliteLockWaits.md',
    dashboard_url: 'http://127.0.0.1:3000/d/sqlite?var-service=peragus-api',
    first_step: 'See whether two processes write to one file, and let one of them write.',
    logs_url: 'http://127.0.0.1:3000/d/logs?var-service=peragus-api',
    trace_url: 'http://127.0.0.1:3000/d/sqlite?viewPanel=panel-21&var-service=peragus-api',
  },
  startsAt: BEGAN,
  endsAt: OPEN_END,
} satisfies Alert;

/** What the providers got first. */
export function sampleBodies({ slack, pagerduty, webhook, mail }: Providers, { place }: SwitchedOn): Samples {
  const all = {
    slack: slack.received.slice(0, 4),
    pagerduty: pagerduty.received.slice(0, 2),
    email: mail.received
      .slice(0, 2)
      .map(({ subject, from, to, text, html }) => ({ subject, from: from?.address, to: to?.[0]?.address, text, html })),
    webhook: webhook.received.slice(0, 4),
  };
  // Messages of two groups come in any order; here the end comes after the beginning, and each is told from the others by its words.
  const rank = (body: object): string => (/RESOLVED|"status":"resolved"/.test(JSON.stringify(body)) ? '1' : '0') + JSON.stringify(body);
  const sorted = Object.fromEntries(
    Object.entries(all).map(([name, bodies]) => [name, [...bodies].sort((a, b) => rank(a).localeCompare(rank(b)))]),
  );
  const port = `:${place.ports.alertmanager}`;
  return JSON.parse(JSON.stringify(sorted).replaceAll(port, `:${PORTS.alertmanager.default}`));
}
