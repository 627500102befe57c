// Lines of ours and of the bare application over one thing that grows.

import { drawing, round, short, text } from './svg.ts';

export interface Line {
  readonly label: string;
  readonly isOurs: boolean;
  readonly values: readonly number[];
}

export interface Axis {
  readonly xs: readonly number[];
  readonly toScale: boolean;
}

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 64;
const RIGHT = 100;
const TOP = 40;
const BOTTOM = 48;
const TICKS = 4;

/** With `toScale` a straight line means linear; without it each step of `xs` has the same width. */
export function lineChart(title: string, xTitle: string, unit: string, axis: Axis, lines: readonly Line[]): string {
  const largest = Math.max(...lines.flatMap(({ values }) => values), Number.MIN_VALUE) * 1.1;
  const { xs, toScale } = axis;
  const first = xs[0] as number;
  const share = (index: number) =>
    toScale ? ((xs[index] as number) - first) / ((xs.at(-1) as number) - first) : index / Math.max(1, xs.length - 1);
  const x = (index: number) => LEFT + share(index) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - (Math.max(0, value) / largest) * (HEIGHT - TOP - BOTTOM);
  const parts = [text(12, 22, title, 'class="title"')];
  for (let tick = 0; tick <= TICKS; tick++) {
    const value = (largest * tick) / TICKS;
    parts.push(`<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(value))}" y2="${round(y(value))}"/>`);
    parts.push(text(LEFT - 8, y(value) + 4, short(value), 'text-anchor="end" class="quiet"'));
  }
  parts.push(text(LEFT, TOP - 4, unit, 'class="quiet"'));
  xs.forEach((value, index) => {
    parts.push(text(x(index), HEIGHT - BOTTOM + 18, String(value), 'text-anchor="middle" class="quiet"'));
  });
  parts.push(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, xTitle, 'text-anchor="middle"'));
  for (const { label, isOurs, values } of lines) {
    const points = values.map((value, index) => `${round(x(index))},${round(y(value))}`);
    const dots = points.map((point) => `<circle class="dot" r="3" cx="${point.split(',')[0]}" cy="${point.split(',')[1]}"/>`);
    const end = text(x(values.length - 1) + 8, y(values.at(-1) ?? 0) + 4, label);
    parts.push(`<g${isOurs ? ' class="ours"' : ''}>`, `<polyline class="line" points="${points.join(' ')}"/>`, ...dots, end, '</g>');
  }
  return drawing(WIDTH, HEIGHT, title, parts);
}
