// node collector/browser-door/start.ts: the door for browsers in front of the Collector. Settings: settings.ts, collector/README.md.

import type { AddressInfo } from 'node:net';
import { BrowserDoor, OUTCOMES } from './door.ts';
import { readSettings } from './settings.ts';

const REPORT_EVERY_MS = 60_000;

try {
  const settings = readSettings(process.env);
  const door = new BrowserDoor(settings);
  const server = await door.listen();
  const { address, port } = server.address() as AddressInfo;
  console.log(`Browser door on ${address}:${port} for ${[...settings.origins].join(', ') || 'nobody: PERAGUS_BROWSER_ORIGINS is empty'}.`);
  let told = { ...door.counts };
  // What came and what was refused, in a line for the logs, when there was something.
  const report = () => {
    const changes = OUTCOMES.flatMap((outcome) => {
      const count = door.counts[outcome] - told[outcome];
      return count > 0 ? [`${outcome} ${count}`] : [];
    });
    told = { ...door.counts };
    if (changes.length > 0) console.log(`Requests: ${changes.join(', ')}.`);
  };
  setInterval(report, REPORT_EVERY_MS).unref();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      report();
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      setTimeout(() => process.exit(0), 1_000).unref();
    });
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
