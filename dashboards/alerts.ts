// Dashboard "Alerts and on-call": what fires, what has fired, and whether the message reached a person.

import { DIRECTORY } from './directory.ts';
import { COMMON, PROCESS_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { FIRING_NOW, ON_CALL_HEALTH } from './rows/firing-alerts.ts';
import { CHANNELS, TO_ALERTMANAGER } from './rows/notifications.ts';

export const alerts: Dashboard = {
  ...COMMON,
  ...DIRECTORY.alerts,
  description: DIRECTORY.alerts.question,
  choices: PROCESS_CHOICES,
  rows: [ON_CALL_HEALTH, FIRING_NOW, CHANNELS, TO_ALERTMANAGER],
};
