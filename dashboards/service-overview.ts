// Dashboard "Service overview": is each service healthy, and if not, which route, dependency, log line or trace says why.

import { DIRECTORY } from './directory.ts';
import { COMMON, ROUTE_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { OUTGOING, SQL } from './rows/dependencies.ts';
import { EVIDENCE } from './rows/evidence.ts';
import { HEALTH } from './rows/health.ts';
import { REQUESTS } from './rows/requests.ts';
import { ROUTES } from './rows/routes.ts';

export const serviceOverview: Dashboard = {
  ...COMMON,
  ...DIRECTORY.serviceOverview,
  description: 'Rate, errors and duration of every service and route, what they depend on, and the logs and traces behind the numbers.',
  choices: ROUTE_CHOICES,
  rows: [HEALTH, REQUESTS, ROUTES, OUTGOING, SQL, EVIDENCE],
};
