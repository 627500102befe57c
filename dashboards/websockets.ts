// Dashboard "WebSockets": do connections hold, which messages are slow or fail, who reads too slowly, who was turned away.

import { DIRECTORY } from './directory.ts';
import { COMMON, PROCESS_CHOICES } from './frame.ts';
import type { Dashboard } from './kit/model.ts';
import { WEBSOCKET_CONNECTIONS, WEBSOCKET_HEALTH } from './rows/websocket-connections.ts';
import { WEBSOCKET_BYTES, WEBSOCKET_EVIDENCE, WEBSOCKET_MESSAGES } from './rows/websocket-messages.ts';

export const websockets: Dashboard = {
  ...COMMON,
  ...DIRECTORY.websockets,
  description: DIRECTORY.websockets.question,
  choices: PROCESS_CHOICES,
  rows: [WEBSOCKET_HEALTH, WEBSOCKET_CONNECTIONS, WEBSOCKET_MESSAGES, WEBSOCKET_BYTES, WEBSOCKET_EVIDENCE],
};
