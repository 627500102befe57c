// The web process: `PORT=8080 SRCBOOK_API_URL=http://127.0.0.1:2150 node examples/srcbook/web.ts`.

import { createServer } from 'node:http';
import path from 'node:path';
import { createApiProxy, forwardWebSockets } from './api-proxy.ts';
import { log } from './request-log.ts';
import { createWebApp } from './web-app.ts';

/** How long open requests may take to finish once the process is told to stop. */
const STOP_GRACE_MS = 3_000;

const port = Number(process.env.PORT ?? 8080);
const apiUrl = process.env.SRCBOOK_API_URL ?? 'http://127.0.0.1:2150';
const pageFolder = path.join(import.meta.dirname, 'node_modules', 'srcbook', 'public');

const proxy = createApiProxy(apiUrl);
const server = createServer(createWebApp(pageFolder, proxy));
const endWebSockets = forwardWebSockets(server, proxy);

server.on('error', (error: NodeJS.ErrnoException) => {
  log.error(error.code === 'EADDRINUSE' ? `Port ${port} is taken; set PORT to a free one.` : `The web server failed: ${error.message}.`);
  process.exitCode = 1;
});
server.listen(port, '127.0.0.1', () => log.info('web process listens', { port, apiUrl }));

/** The process ends by itself once the last connection is closed. */
function stop(signal: NodeJS.Signals): void {
  log.info('web process stops', { signal });
  server.close();
  endWebSockets();
  setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS).unref();
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
