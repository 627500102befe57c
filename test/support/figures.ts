// What the tests of the proofs have measured: shown with PERAGUS_FAULT_SHOW=1, and kept in the JSON that PERAGUS_FIGURES names, which
// docs/proofs.md is made from. Of a test that fails nothing is kept.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Figure, Figures } from '../../scripts/proofs/figure.ts';

interface Measured {
  readonly id: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const file = process.env.PERAGUS_FIGURES;
let pending: Measured[] = [];
const kept: Measured[] = [];

/** Notes what was measured for a case, such as `figure('R15', 'left after', 37, 'ms')`; repetitions come together under one name. */
export function figure(id: string, name: string, value: number, unit = ''): void {
  if (process.env.PERAGUS_FAULT_SHOW) console.log(`      ${id} ${name}: ${rounded(value)} ${unit}`);
  pending.push({ id, name, value, unit });
}

/** Units by the end of a name. */
const UNITS: Readonly<Record<string, string>> = { Ms: 'ms', Mb: 'MB', seconds: 's' };

/** Notes several figures of a case at once: `R31: cut` is the case and what was tried, `readyMs` is in ms. */
export function figures(title: string, values: Readonly<Record<string, number | undefined>>): void {
  const [id = title, what = ''] = title.split(': ');
  for (const [name, value = 0] of Object.entries(values)) {
    const end = Object.keys(UNITS).find((unit) => name.endsWith(unit));
    const words = name.replace(/(?:Ms|Mb)$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    figure(id, [what, words].filter(Boolean).join(', '), value, end && UNITS[end]);
  }
}

afterEach(function () {
  if (this.currentTest?.state === 'passed') kept.push(...pending);
  // At once: a long run may be ended before its end.
  if (file && pending.length > 0) keepIn(file);
  pending = [];
});

const rounded = (value: number): number => Math.round(value * 100) / 100;

function keepIn(path: string): void {
  const all: Figures = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  for (const [id, ofCase] of Object.entries(Object.groupBy(kept, (each) => each.id))) {
    const byName = Object.groupBy(ofCase ?? [], (each) => each.name);
    all[id] = { ...all[id], ...Object.fromEntries(Object.entries(byName).map(([name, some]) => [name, summaryOf(some ?? [])])) };
  }
  const sorted = Object.fromEntries(Object.entries(all).sort(([x], [y]) => (x < y ? -1 : 1)));
  writeFileSync(path, `${JSON.stringify(sorted, undefined, 1)}\n`);
}

function summaryOf(measured: readonly Measured[]): Figure {
  const values = measured.map(({ value }) => value).sort((x, y) => x - y);
  const at = (share: number) => rounded(values[Math.round(share * (values.length - 1))] ?? 0);
  return { unit: measured[0]?.unit ?? '', times: values.length, least: at(0), median: at(0.5), most: at(1) };
}
