// Ports of loopback: free ones for a test, and whether one is taken.

import { connect, createServer, type Server } from 'node:net';
import { PORTS, type PortEntry, type Ports, readPorts } from '../../stack/ports.ts';

/** Finds a free port for each part; all are held until all are found, so that no two are the same. */
export async function freePorts(): Promise<{ readonly ports: Ports; readonly environment: Record<string, string> }> {
  const entries: readonly PortEntry[] = Object.values(PORTS);
  const found = await findPorts(entries.length);
  const environment = Object.fromEntries(entries.map(({ variable }, index) => [variable, String(found[index])]));
  return { ports: readPorts(environment), environment };
}

/** A port that nobody listens on. */
export async function findFreePort(): Promise<number> {
  const [port = 0] = await findPorts(1);
  return port;
}

/** Does anybody accept connections on this port? */
export function isPortOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(false));
  });
}

// Below the range from which systems take the local ports of outgoing connections: a port of that range could be taken by
// a connection of the stack itself between this look and the start of the part that is to listen there.
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_000;

async function findPorts(count: number): Promise<number[]> {
  const held: Server[] = [];
  const ports: number[] = [];
  while (ports.length < count) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    held.push(server);
    ports.push(port);
  }
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
