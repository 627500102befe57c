// S08: each role of the Collector listens where its configuration says, on loopback, and nowhere else; no page to look into it, no profile.

import { expect } from 'chai';
import { ROLE_NAMES, type Role } from '../../collector/roles.ts';
import type { PortName } from '../../stack/ports.ts';
import { programsOf, RESOLVE_DEADLINE_MS } from '../support/back-ends.ts';
import { CollectorRun } from '../support/collector-run.ts';
import { isPortOpen } from '../support/free-ports.ts';
import { listeningAddresses } from '../support/listeners.ts';

const OWN: readonly PortName[] = ['collectorMetrics', 'collectorHealth'];
const SERVICES: readonly PortName[] = ['otlpGrpc', 'otlpHttp'];
const DECLARED: Readonly<Record<Role, readonly PortName[]>> = {
  single: [...SERVICES, 'browserCollector', ...OWN],
  agent: [...SERVICES, ...OWN],
  gateway: [...SERVICES, ...OWN],
  'browser-door': ['browserCollector', ...OWN],
};
/** 127.0.0.1, as the kernel writes it. */
const LOOPBACK = '0100007F';
/** pprof, zpages and the expvar of older Collectors. */
const ADMIN_PORTS = [1777, 55679, 55678];
const ADMIN_PATHS = ['/debug/pprof/', '/debug/tracez', '/debug/pipelinez', '/debug/vars', '/config'];

describe('S08: the Collector', function () {
  this.timeout(60_000);
  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    await programsOf('collector');
  });

  for (const role of ROLE_NAMES) {
    const names = DECLARED[role];
    it(`in the role ${role} listens on ${names.length} addresses of loopback and 0 others, and answers to ${ADMIN_PATHS.length} paths of admins with nothing`, async () => {
      const collector = await CollectorRun.start(role);
      try {
        const hexadecimal = (name: PortName) => `${LOOPBACK}:${collector.ports[name].toString(16).toUpperCase().padStart(4, '0')}`;
        expect(listeningAddresses(collector.pid)).to.have.members(names.map(hexadecimal));
        for (const port of ADMIN_PORTS) expect(await isPortOpen(port), `${port}`).to.equal(false);
        for (const name of names.filter((each) => each !== 'otlpGrpc')) {
          for (const path of ADMIN_PATHS) {
            const { status } = await fetch(`http://127.0.0.1:${collector.ports[name]}${path}`);
            // The health end point has one answer for all paths.
            if (name !== 'collectorHealth') expect(status, `${name}${path}`).to.equal(404);
          }
        }
      } finally {
        await collector.remove();
      }
    });
  }
});
