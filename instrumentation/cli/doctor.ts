// `peragus doctor`: the self-proofs of the running processes, and what can be checked from outside.

import { isSupported } from '../guard.ts';
import type { Proof } from '../self-proof/proof.ts';
import { readReports } from '../self-proof/report-file.ts';
import { readSettings } from '../settings/index.ts';
import { findApiCopies } from './api-copies.ts';
import { askCollector } from './collector-probe.ts';
import type { Diagnosis, MachineCheck } from './diagnosis.ts';
import { render } from './doctor-page.ts';
import { isWhole } from './ledger-rows.ts';

/** Prints the diagnosis; the exit code is 1 when something is not well. */
export async function runDoctor({ pid, json }: { readonly pid: number | undefined; readonly json: boolean }): Promise<number> {
  const processes = readReports().filter((proof) => pid === undefined || proof.pid === pid);
  const { settings, warnings } = readSettings(process.env);
  const endpoints = new Set([...processes.map(({ endpoint }) => endpoint), ...(processes.length === 0 ? [settings.endpoint] : [])]);
  const machine: MachineCheck[] = [
    {
      name: 'node',
      ok: isSupported(process.version),
      detail: `${process.version}; the preload takes 22.22.3 or later, or 24.11.1 or later`,
    },
    findApiCopies(process.cwd()),
    ...(await Promise.all([...endpoints].map(askCollector))).flat(),
    ...warnings.map((detail) => ({ name: 'setting', ok: false, detail })),
  ];
  if (pid !== undefined && processes.length === 0)
    machine.push({
      name: 'process',
      ok: false,
      detail: `process ${pid} has left no report: it doesn't run under the preload, or is not yours`,
    });
  const diagnosis = { machine, processes };
  console.log(json ? JSON.stringify(diagnosis, null, 2) : render(diagnosis));
  return isWell(diagnosis) ? 0 : 1;
}

function isWell({ machine, processes }: Diagnosis): boolean {
  const proven = (proof: Proof) => proof.checks.every(({ ok }) => ok) && proof.libraries.every(({ state }) => state === 'instrumented');
  return machine.every(({ ok }) => ok) && processes.every((proof) => proven(proof) && isWhole(proof));
}
