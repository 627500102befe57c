// The comparison as rows of text, and as the numbers that the rows are made from.

import { markdownTable } from '../../scripts/markdown-table.ts';
import type { ScenarioResult, SubjectResult } from '../compare.ts';
import type { Measurement } from '../measure.ts';
import { medianOf, spreadOf } from '../statistics.ts';

export interface Row {
  readonly name: string;
  readonly title: string;
  readonly median: Readonly<Record<keyof Measurement, number>>;
  readonly cpuSpreadUs: readonly [number, number];
  readonly addedCpuUs: number;
  readonly addedStartMs: number;
  readonly addedRssMb: number;
  readonly throughputOfBare: number;
  /** Shares of the spans and lines that arrive when there is no hurry; none when none arrive. */
  readonly spansReceived: number | undefined;
  readonly logsReceived: number | undefined;
  readonly failures: number;
}

export function rowsOf({ results }: ScenarioResult): Row[] {
  const bare = mediansOf(results[0] as SubjectResult);
  return results.map((result) => {
    const median = mediansOf(result);
    const cpu = spreadOf(result.measurements.map(({ cpuUs }) => cpuUs));
    const { calibration } = result;
    return {
      name: result.subject.name,
      title: result.subject.title,
      median,
      cpuSpreadUs: [cpu.min, cpu.max],
      addedCpuUs: median.addedCpuUs,
      // Figures from before starts were paired have none.
      addedStartMs: Number.isFinite(median.addedStartMs) ? median.addedStartMs : median.startMs - bare.startMs,
      addedRssMb: median.rssIdleMb - bare.rssIdleMb,
      throughputOfBare: median.throughputOfBare,
      spansReceived: share(median.spansEach, calibration.spansEach),
      logsReceived: share(median.logsEach, calibration.logsEach),
      failures: result.measurements.reduce((sum, { failures }) => sum + failures, 0),
    };
  });
}

/** Telemetry that comes by itself, such as a span at the start, is not a request's. */
const NOTHING_BELOW = 0.1;
const share = (got: number, expected: number) => (expected < NOTHING_BELOW ? undefined : got / expected);

function mediansOf({ measurements }: SubjectResult): Row['median'] {
  const keys = Object.keys(measurements[0] as Measurement) as (keyof Measurement)[];
  return Object.fromEntries(keys.map((key) => [key, medianOf(measurements.map((one) => Number(one[key])))])) as Row['median'];
}

const signed = (value: number, digits: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
const percent = (value: number | undefined) => (value === undefined ? '–' : `${(value * 100).toFixed(value > 0.995 ? 0 : 1)} %`);

/** Lines of the two tables of a scenario: what it costs, and what it brings. */
export function costTable({ scenario, ratePerS }: ScenarioResult, rows: readonly Row[]): string[] {
  const bare = rows[0] as Row;
  const stock = rows.find(({ name }) => name === 'stock');
  const head = ['', 'start', 'RSS idle', 'RSS loaded', `CPU per ${scenario.unit}`, '× bare', 'added', '÷ stock', 'throughput'];
  head.push(`added at ${ratePerS}/s`, '÷ stock', `p50 at ${ratePerS}/s`, `p99 at ${ratePerS}/s`, 'event-loop delay p99');
  const hasStock = stock?.spansReceived !== undefined;
  const cells = rows.map((row) => {
    const { median } = row;
    const isBare = row === bare;
    return [
      row.title,
      isBare ? `${median.startMs.toFixed(0)} ms` : `${signed(row.addedStartMs, 0)} ms`,
      isBare ? `${median.rssIdleMb.toFixed(1)} MB` : `${signed(row.addedRssMb, 1)} MB`,
      isBare ? `${median.rssLoadMb.toFixed(1)} MB` : `${signed(median.rssLoadMb - bare.median.rssLoadMb, 1)} MB`,
      `${median.cpuUs.toFixed(1)} µs (${row.cpuSpreadUs.map((us) => us.toFixed(1)).join('–')})`,
      (median.cpuUs / bare.median.cpuUs).toFixed(2),
      isBare ? '–' : `${signed(row.addedCpuUs, 1)} µs`,
      isBare || !hasStock ? '–' : (row.addedCpuUs / stock.addedCpuUs).toFixed(2),
      isBare ? `${Math.round(median.throughputPerS)}/s` : row.throughputOfBare.toFixed(2),
      isBare || !Number.isFinite(median.addedAtRateUs) ? '–' : `${signed(median.addedAtRateUs, 1)} µs`,
      isBare || !hasStock || !Number.isFinite(median.addedAtRateUs) ? '–' : (median.addedAtRateUs / stock.median.addedAtRateUs).toFixed(2),
      `${median.p50Ms.toFixed(2)} ms`,
      `${median.p99Ms.toFixed(2)} ms`,
      `${median.delayP99Ms.toFixed(1)} ms`,
    ];
  });
  return markdownTable(head, cells);
}

export function receivedTable({ scenario, results }: ScenarioResult, rows: readonly Row[]): string[] {
  const { unit } = scenario;
  const head = [
    '',
    `spans per ${unit}`,
    'received',
    `log records per ${unit}`,
    'received',
    'metric points in a run',
    'requests in the metrics',
    `bytes per ${unit}`,
  ];
  const cells = rows.map((row, index) => [
    row.title,
    (results[index]?.calibration.spansEach ?? 0).toFixed(2),
    percent(row.spansReceived),
    (results[index]?.calibration.logsEach ?? 0).toFixed(2),
    percent(row.logsReceived),
    row.median.points.toFixed(0),
    percent(Number.isNaN(row.median.measuredShare) ? undefined : row.median.measuredShare),
    row.median.bytesEach.toFixed(0),
  ]);
  return markdownTable(
    [...head, 'failed', 'ended by itself'],
    cells.map((line, index) => [...line, String(rows[index]?.failures), rows[index]?.median.endedByItself === 1 ? 'yes' : 'no']),
  );
}
