// Dashboard "Host": has the machine room, where does it wait, and which service takes it.

import { DIRECTORY } from './directory.ts';
import { COMMON, HOST_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { HOST_HEALTH, HOST_PROCESSORS, HOST_SPACE } from './rows/host-room.ts';
import { HOST_TRAFFIC, HOST_USERS } from './rows/host-traffic.ts';

export const host: Dashboard = {
  ...COMMON,
  ...DIRECTORY.host,
  description: DIRECTORY.host.question,
  choices: HOST_CHOICES,
  rows: [HOST_HEALTH, HOST_PROCESSORS, HOST_USERS, HOST_SPACE, HOST_TRAFFIC],
};
