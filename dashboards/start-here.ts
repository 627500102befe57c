// Dashboard "Start here": are all services well, what changed, and where to look next.

import { DIRECTORY } from './directory.ts';
import { COMMON, ROUTE_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { ALERTS_AND_CHANGES, ALL_SERVICES, ALL_WELL } from './rows/all-services.ts';
import { PARTS, TRAFFIC, WHERE_TO_GO } from './rows/where-to-go.ts';

export const startHere: Dashboard = {
  ...COMMON,
  ...DIRECTORY.startHere,
  description: DIRECTORY.startHere.question,
  choices: ROUTE_CHOICES,
  rows: [ALL_WELL, ALL_SERVICES, ALERTS_AND_CHANGES, TRAFFIC, PARTS, WHERE_TO_GO],
};
