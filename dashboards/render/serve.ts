// node dashboards/render/serve.ts
// Shows the dashboards on a port of the loopback: what `npm start` runs when this machine has no Grafana.

import { readStores } from './queries/stores.ts';
import { createViewer } from './server.ts';

/** The launcher's port (stack/ports.ts); a test compares them. */
export const VIEWER_PORT = { variable: 'PERAGUS_DASHBOARDS_PORT', default: 3001 } as const;

const portOf = (environment: NodeJS.ProcessEnv): number => Number(environment[VIEWER_PORT.variable] || VIEWER_PORT.default);

/** Where the viewer is when it runs. */
export const viewerAddress = (environment: NodeJS.ProcessEnv): string => `http://127.0.0.1:${portOf(environment)}`;

/** Answers until the process is told to end. */
export function serve(environment: NodeJS.ProcessEnv): void {
  const port = portOf(environment);
  const app = createViewer({ stores: readStores(environment), grafana: environment.GRAFANA_URL?.replace(/\/+$/, '') || undefined });
  const server = app.listen(port, '127.0.0.1', (error?: Error) => {
    if (error) {
      console.error(`The dashboards can't be served on port ${port}: ${error.message}. Set ${VIEWER_PORT.variable} to another port.`);
      process.exit(1);
    }
    console.log(`Dashboards: ${viewerAddress(environment)}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeAllConnections();
    });
  }
}

if (import.meta.main) serve(process.env);
