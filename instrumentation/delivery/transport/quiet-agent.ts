// An HTTP agent whose connections never keep the process alive: telemetry may wait for the application, never the reverse.

import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificates } from './certificates.ts';

/** Most connections to the Collector at a time. */
const MAX_SOCKETS = 4;

/** Gives the agent for `http:` or `https:`. Certificates are asked for with each new connection, so that renewed ones are taken. */
export function quietAgent(protocol: string, certificates?: () => Certificates): http.Agent {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
  const isTls = protocol === 'https:';
  const agent = isTls ? new https.Agent(options) : new http.Agent(options);
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (to, ...rest) => {
    const socket = connect(isTls ? { ...to, ...certificates?.() } : to, ...rest) as Duplex | null | undefined;
    (socket as Socket | undefined)?.unref();
    return socket;
  };
  const reuse = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    reuse(socket, request);
    (socket as Socket).unref();
  };
  return agent;
}
