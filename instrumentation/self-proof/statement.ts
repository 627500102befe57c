// States the self-proof: as metrics at each export, as a report for `peragus doctor`, and as a line for whatever does not work.

import { CODES, complain, guarded, inform, reasonOf } from '../errors.ts';
import { emitLog } from '../signals/logs.ts';
import { observe } from '../signals/metrics.ts';
import { attribute as a, metric } from '../vocabulary/index.ts';
import { rememberRegistration } from './api-owner.ts';
import type { Check } from './check.ts';
import { gatherProof, type Identity, type LibraryFact, type Proof } from './proof.ts';
import { removeReport, writeReport } from './report-file.ts';

/** When the application is looked at while it loads its libraries, in ms after the start; later at each export of metrics. */
const STATEMENTS_MS = [500, 2_000, 5_000];

/** Starts stating. */
export function stateSelfProof(identity: Identity): void {
  rememberRegistration();
  let written = '';
  let report: Check = { name: 'report', ok: true, detail: 'the temporary folder is writable' };
  const told = new Set<string>();

  const gather = (): Proof => {
    const proof = gatherProof(identity);
    return { ...proof, checks: [...proof.checks, report] };
  };
  const state = (): Proof => {
    const proof = gather();
    const facts = JSON.stringify([proof.libraries, proof.checks.map(({ name, ok }) => [name, ok]), proof.ledger]);
    if (facts !== written) {
      written = facts;
      report = tryWriting(proof);
      for (const fact of proof.libraries) tell(fact, told);
      for (const path of proof.opaqueBundles) tellOnce(told, CODES.notInstrumented, `Libraries inside the bundle ${path} are not seen.`);
    }
    return proof;
  };

  observe(metric.instrumentationActive, (observe) => {
    for (const { package: name, version, state: how } of state().libraries)
      observe(how === 'instrumented' ? 1 : 0, { [a.instrumentedPackage.key]: name, [a.instrumentedVersion.key]: version });
  });
  observe(metric.selfCheckOk, (observe) => {
    for (const { name, ok } of gather().checks) observe(ok ? 1 : 0, { [a.selfCheck.key]: name });
  });
  state();
  for (const afterMs of STATEMENTS_MS) setTimeout(guarded('Stating the self-proof', state), afterMs).unref();
  process.once(
    'exit',
    guarded('Removing the report', () => removeReport(process.pid)),
  );
}

function tryWriting(proof: Proof): Check {
  try {
    writeReport(proof);
    return { name: 'report', ok: true, detail: 'the temporary folder is writable' };
  } catch (error) {
    return { name: 'report', ok: false, detail: `the report for peragus doctor could not be written (${reasonOf(error)})` };
  }
}

function tell({ package: name, version, state, path, way, reason }: LibraryFact, told: Set<string>): void {
  const sentence =
    state === 'instrumented'
      ? `${name} ${version} is instrumented (by ${way}, from ${path})`
      : `${name} ${version} is not instrumented (${reason}); it runs without telemetry.`;
  tellOnce(told, state === 'unmatched' ? CODES.notInstrumented : undefined, sentence);
}

// A failed patch has complained already, where it failed.
function tellOnce(told: Set<string>, code: typeof CODES.notInstrumented | undefined, sentence: string): void {
  if (told.has(sentence)) return;
  told.add(sentence);
  if (code) complain(code, sentence);
  else inform(sentence);
  emitLog({ severity: code ? 'warn' : 'info', severityText: code ? 'warn' : 'info', body: sentence, attributes: {}, logger: 'peragus' });
}
