// docs/alert-ledger.json: what was measured of each fault, kept from run to run; a fault that was made again replaces what was there.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlertLedger, LedgerMeasure, LedgerRow } from '../../scripts/alert-ledger.ts';
import { FAULTS } from './faults/index.ts';
import type { PhaseResult } from './phase-run.ts';

const FILE = join(import.meta.dirname, '../../docs/alert-ledger.json');

export async function writeLedger({ phase, results, falsePages, stalledS }: PhaseResult, timeScale: number): Promise<void> {
  const before = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{"rows":[]}')) as AlertLedger;
  const measuredOn = new Date().toISOString().slice(0, 10);
  const rows: LedgerRow[] = results.map(({ row, measured }) => ({
    fault: row.fault,
    subject: row.service,
    phase,
    timeScale,
    measuredOn,
    stalledS,
    falsePages: falsePages.map(({ alert, service }) => `${alert} ${service}`),
    measured,
    ...(row.toldAfter && { toldAfter: true as const }),
  }));
  const key = ({ fault, timeScale: scale }: LedgerRow): string => `${scale} ${fault}`;
  const earlier = new Map(before.rows.map((row) => [key(row), row]));
  const again = new Set(rows.map(key));
  const ledger: AlertLedger = {
    rows: [
      ...before.rows.filter((row) => !again.has(key(row)) && isMade(row)),
      ...rows.map((row) => withEarlier(row, earlier.get(key(row)))),
    ],
  };
  await writeFile(FILE, `${JSON.stringify(ledger, undefined, 1)}\n`);
}

/** A fault that is gone from the table proves nothing any more. */
const isMade = ({ fault }: LedgerRow): boolean => FAULTS.some((row) => row.fault === fault);

/** What `--only` did not ask for stays as it was. */
function withEarlier(row: LedgerRow, earlier: LedgerRow | undefined): LedgerRow {
  const isAgain = (one: LedgerMeasure): boolean =>
    row.measured.some(({ alert, severity, service }) => alert === one.alert && severity === one.severity && service === one.service);
  return { ...row, measured: [...row.measured, ...(earlier?.measured ?? []).filter((one) => !isAgain(one))] };
}
