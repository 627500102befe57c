// docs/alert-ledger.json: what was measured of each fault, kept from run to run; a fault that was made again replaces what was there.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AlertLedger, LedgerRow } from '../../scripts/alert-ledger.ts';
import type { PhaseResult } from './phase-run.ts';

const FILE = join(import.meta.dirname, '../../docs/alert-ledger.json');

export async function writeLedger(
  { phase, results, falsePages, stalledS }: PhaseResult,
  timeScale: number,
  inhibited: readonly string[],
): Promise<void> {
  const before = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{"rows":[],"inhibited":[]}')) as AlertLedger;
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
  const replaced = new Set(rows.map(key));
  const kept = before.rows.filter((row) => !replaced.has(key(row)));
  const ledger: AlertLedger = { rows: [...kept, ...rows], inhibited: [...new Set([...before.inhibited, ...inhibited])].sort() };
  await writeFile(FILE, `${JSON.stringify(ledger, undefined, 1)}\n`);
}
