// The on-call channel of this machine: takes Alertmanager's alerts and heartbeats, shows them at GET /alerts, and tells each change.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AlertNotification, describeAlert, parseNotification } from './alert-notification.ts';

const HOST = '127.0.0.1';
/** Alertmanager sends groups; one of a thousand alerts stays below this. */
const BODY_LIMIT_BYTES = 1_000_000;
const KEPT_NOTIFICATIONS = 200;
/** Alerts whose last state is remembered, so that a reminder isn't told as news. */
const KNOWN_ALERTS_LIMIT = 1_000;

/** Where the Watchdog knocks: a heartbeat is a sign of life, not news, and would push the alerts out of the list. */
export const HEARTBEAT_PATH = '/heartbeats';
export const ALERT_PATH = '/alerts';

export interface OnCallInbox {
  /** `http://127.0.0.1:9094/alerts`, for people and for Alertmanager's webhook alike. */
  readonly url: string;
  close(): void;
}

interface Received extends AlertNotification {
  readonly receivedAt: string;
}

/**
 * Listens on the loopback address; port 0 takes a free one.
 * `tell` gets one line for each alert that begins or ends to fire.
 * @throws Error with the code of the system when the port can't be used.
 */
export async function startOnCallInbox(port: number, tell: (line: string) => void): Promise<OnCallInbox> {
  const received: Received[] = [];
  const known = new Map<string, string>();
  const accept = (notification: AlertNotification) => {
    received.unshift({ receivedAt: new Date().toISOString(), ...notification });
    received.length = Math.min(received.length, KEPT_NOTIFICATIONS);
    for (const alert of notification.alerts) {
      const isNews = known.get(alert.fingerprint) !== alert.status;
      known.delete(alert.fingerprint);
      known.set(alert.fingerprint, alert.status);
      if (isNews) tell(describeAlert(alert));
    }
    for (const oldest of known.keys()) {
      if (known.size <= KNOWN_ALERTS_LIMIT) break;
      known.delete(oldest);
    }
  };
  let lastHeartbeatAt: string | undefined;
  const inbox: Inbox = {
    read: () => ({ lastHeartbeatAt, notifications: received }),
    accept: (path, notification) => {
      if (path === HEARTBEAT_PATH) lastHeartbeatAt = new Date().toISOString();
      else accept(notification);
    },
  };
  const server = createServer((request, response) => {
    answer(request, inbox).then(
      ({ status, body }) => send(response, status, body),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  const boundPort = typeof address === 'object' && address ? address.port : port;
  return { url: `http://${HOST}:${boundPort}${ALERT_PATH}`, close: () => server.close().closeAllConnections() };
}

interface Inbox {
  read(): unknown;
  accept(path: string, notification: AlertNotification): void;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(request: IncomingMessage, inbox: Inbox): Promise<Answer> {
  const path = request.url ?? '';
  if (path !== ALERT_PATH && path !== HEARTBEAT_PATH) return refuse(404, `Only ${ALERT_PATH} and ${HEARTBEAT_PATH} are here.`);
  if (request.method === 'GET') return { status: 200, body: inbox.read() };
  if (request.method !== 'POST') return refuse(405, 'GET reads the alerts, POST delivers one.');
  // A page in a browser can't send this type to another origin without asking first.
  if (!request.headers['content-type']?.startsWith('application/json')) return refuse(415, 'The body must be application/json.');
  const body = await readBody(request);
  if (body === undefined) return refuse(413, `The body is longer than ${BODY_LIMIT_BYTES} bytes.`);
  const notification = parseNotification(body);
  if (notification === undefined) return refuse(400, "The body is not a notification of Alertmanager's webhook, version 4.");
  inbox.accept(path, notification);
  return { status: 200, body: { accepted: notification.alerts.length } };
}

/** The whole body; undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > BODY_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refuse(status: number, error: string): Answer {
  return { status, body: { error } };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  // What is left of a refused body is not read.
  if (status === 413) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body, undefined, 2)}\n`);
}
