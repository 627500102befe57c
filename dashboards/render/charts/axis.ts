// Ticks of a value axis that are round in the unit they are written in.

import { formatValue } from '../units.ts';

export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
  readonly label: (value: number) => string;
}

/** Round steps: of ten, of two in binary units, of the clock in seconds. */
const DECIMAL = [1, 2, 2.5, 5, 10];
const CLOCK_S = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_419_200];
const COUNT_UNITS = ['none', 'short', 'locale'];
const BINARY_UNITS = ['bytes', 'bits', 'binBps'];

function roundStep(rough: number, unit: string | undefined): number {
  if (unit === 's' && rough > 30) return CLOCK_S.find((step) => step >= rough) ?? rough;
  if (unit && BINARY_UNITS.includes(unit) && rough >= 1) {
    const size = 1_024 ** Math.floor(Math.log(rough) / Math.log(1_024));
    const steps = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024];
    return size * (steps.find((step) => step * size >= rough) as number);
  }
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  return magnitude * (DECIMAL.find((step) => step * magnitude >= rough * (1 - 1e-9)) as number);
}

/** Fewest decimals with which every tick says what it is. */
function decimalsOf(ticks: readonly number[], unit: string | undefined): number {
  const number = (tick: number, decimals: number): number => Number.parseFloat(formatValue(tick, unit, decimals).replace(/^-?\$/, ''));
  for (let decimals = 0; decimals < 4; decimals += 1) {
    if (ticks.every((tick) => number(tick, decimals) === number(tick, 6))) return decimals;
  }
  return 4;
}

/** The unit that a value is written in. */
const wordOf = (value: number, unit: string | undefined): string => formatValue(value, unit, 0).replace(/^[^a-zµ%]+/i, '');

export interface AxisBounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly softMin?: number | undefined;
  readonly softMax?: number | undefined;
}

/** An axis with about so many ticks that holds all values and obeys the bounds. */
export function makeAxis(values: readonly number[], bounds: AxisBounds, unit: string | undefined, ticksWanted: number): Axis {
  const finite = values.filter(Number.isFinite);
  const low = bounds.min ?? finite.reduce((a, b) => Math.min(a, b), bounds.softMin ?? Infinity);
  const high = bounds.max ?? finite.reduce((a, b) => Math.max(a, b), bounds.softMax ?? -Infinity);
  const from = Number.isFinite(low) ? low : 0;
  // A flat line at 0 still wants an axis: counts up to 1, shares up to 1 %.
  const least = unit === 'percentunit' ? 0.01 : 1;
  const to = Number.isFinite(high) && high > from ? high : from + (from === 0 ? least : Math.abs(from));
  const step = roundStep((to - from) / ticksWanted, unit);
  // What comes in whole numbers has no half of one on its axis.
  const interval = COUNT_UNITS.includes(unit ?? 'none') && finite.every(Number.isInteger) ? Math.max(1, step === 2.5 ? 5 : step) : step;
  const min = bounds.min ?? Math.floor(from / interval + 1e-9) * interval;
  const max = bounds.max ?? min + Math.ceil((to - min) / interval - 1e-9) * interval;
  const ticks = Array.from({ length: Math.floor((max - min) / interval + 1e-9) + 1 }, (_, at) => min + at * interval);
  // As many decimals for all ticks of one unit: 750 ms stands below 1.00 s and 1.25 s.
  const label = (tick: number): string => {
    const value = Math.abs(tick) < interval / 1e6 ? 0 : tick;
    const alike = ticks.filter((other) => wordOf(other, unit) === wordOf(value, unit));
    return formatValue(value, unit, decimalsOf([...alike, value], unit));
  };
  return { min, max, interval, label };
}
