// Free ports of loopback for a whole stack, as the variables that move it.

import { createServer, type Server } from 'node:net';
import { PORTS, type PortEntry, type Ports, readPorts } from '../../stack/ports.ts';

/** Finds a free port for each part; all are held until all are found, so that no two are the same. */
export async function freePorts(): Promise<{ readonly ports: Ports; readonly environment: Record<string, string> }> {
  const held: Server[] = [];
  const environment: Record<string, string> = {};
  for (const { variable } of Object.values(PORTS) as PortEntry[]) {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    held.push(server);
    environment[variable] = String((server.address() as { port: number }).port);
  }
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return { ports: readPorts(environment), environment };
}
