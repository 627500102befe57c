// Durations as Grafana reads, rounds and writes them; all numbers are milliseconds.

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** Reads `15s`, `5m`, `1h`, `7d` and their like; undefined when it is none. */
export function parseDurationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,12})(ms|[smhdwMy])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit ?? ''];
  return unitMs === undefined ? undefined : Number(count) * unitMs;
}

/** Writes one whole unit, as Grafana's `FormatInterval` does: `90s` becomes `1m`. */
export function formatInterval(durationMs: number): string {
  for (const unit of ['y', 'd', 'h', 'm', 's'] as const) {
    const unitMs = UNIT_MS[unit] as number;
    if (durationMs >= unitMs) return `${Math.floor(durationMs / unitMs)}${unit}`;
  }
  return `${Math.max(1, Math.floor(durationMs))}ms`;
}

/** Up to here (ms) an interval is rounded to this (ms); Grafana's `RoundInterval`. */
const ROUNDING: readonly (readonly [upToMs: number, roundedMs: number])[] = [
  [10, 1],
  [15, 10],
  [35, 20],
  [75, 50],
  [150, 100],
  [350, 200],
  [750, 500],
  [1_500, 1_000],
  [3_500, 2_000],
  [7_500, 5_000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
  [3_628_800_000, 2_592_000_000],
];

/** The round interval that stands for this one. */
export function roundInterval(durationMs: number): number {
  return ROUNDING.find(([upToMs]) => durationMs <= upToMs)?.[1] ?? (UNIT_MS.y as number);
}
