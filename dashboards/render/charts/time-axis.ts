// The time axis: ticks on round local times, as many as the width has room for.

import { axisTime, type TimeRange } from '../time-range.ts';
import { FONT_PX, INK, textWidthPx } from './canvas.ts';

const STEPS_MS = [
  10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000,
  86_400_000, 172_800_000, 604_800_000, 1_209_600_000, 2_592_000_000, 7_776_000_000,
];
const LABEL_GAP_PX = 26;

/** Right of the plot there has to be so much room for half a label. */
export const RIGHT_PX = 14;

/** Round moments of local time within the range whose labels have room. */
export function timeTicks({ fromMs, toMs }: Pick<TimeRange, 'fromMs' | 'toMs'>, plotPx: number): number[] {
  const spanMs = toMs - fromMs;
  const labelPx = textWidthPx(axisTime(fromMs, spanMs));
  const most = Math.max(2, Math.floor(plotPx / (labelPx + LABEL_GAP_PX)));
  const stepMs = STEPS_MS.find((step) => spanMs / step <= most) ?? (STEPS_MS.at(-1) as number);
  const offsetMs = new Date(fromMs).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  const lastMs = toMs - (Math.max(0, labelPx / 2 - RIGHT_PX) * spanMs) / plotPx;
  for (let at = Math.ceil((fromMs - offsetMs) / stepMs) * stepMs + offsetMs; at <= lastMs; at += stepMs) ticks.push(at);
  return ticks;
}

/** ECharts' options for it. */
export function timeAxis(range: TimeRange, plotPx: number): Record<string, unknown> {
  const spanMs = range.toMs - range.fromMs;
  const ticks = timeTicks(range, plotPx);
  return {
    type: 'value',
    min: range.fromMs,
    max: range.toMs,
    axisLine: { show: true, onZero: false, lineStyle: { color: INK.line } },
    axisTick: { show: true, customValues: ticks, lineStyle: { color: INK.line } },
    axisLabel: {
      customValues: ticks,
      color: INK.text,
      fontSize: FONT_PX,
      formatter: (value: number) => axisTime(value, spanMs),
      hideOverlap: true,
    },
    splitLine: { show: false },
  };
}
