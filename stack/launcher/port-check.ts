// Are the ports free that the stack is going to listen on?

import { createServer } from 'node:net';
import { PORTS, type PortName, type Ports } from '../ports.ts';

const HOST = '127.0.0.1';

/**
 * Tries every port once on 127.0.0.1.
 * @throws Error that names each taken port, the part that needs it and the variable that moves it.
 */
export async function checkPorts(names: readonly PortName[], ports: Ports): Promise<void> {
  const refusals = await Promise.all(names.map(async (name) => ({ name, code: await tryPort(ports[name]) })));
  const problems = refusals.filter(({ code }) => code !== undefined).map(({ name, code }) => describeRefusal(name, ports[name], code));
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** What to tell somebody whose port can't be used. */
export function describeRefusal(name: PortName, port: number, code: string | undefined): string {
  const { title, variable } = PORTS[name];
  const problem = code === 'EADDRINUSE' ? 'is taken by another program' : `can't be used (${code})`;
  return `Port ${port} on ${HOST} ${problem}, and ${title} needs it: stop that program, or set ${variable} to a free port.`;
}

function tryPort(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host: HOST, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
