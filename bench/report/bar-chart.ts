// Horizontal bars in panels below each other: one panel a measure, one bar a subject.

import { drawing, round, short, text } from './svg.ts';

export interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number; readonly isOurs: boolean }[];
}

const WIDTH = 760;
const LABELS = 300;
const VALUES = 90;
const BAR = 16;
const STEP = 23;
const PANEL_HEAD = 34;
const PANEL_GAP = 18;

export function barChart(title: string, panels: readonly Panel[]): string {
  const parts: string[] = [];
  let y = 8;
  for (const panel of panels) {
    parts.push(text(12, y + 18, panel.title, 'class="title"'));
    y += PANEL_HEAD;
    const largest = Math.max(...panel.bars.map(({ value }) => value), Number.MIN_VALUE);
    for (const { label, value, isOurs } of panel.bars) {
      const length = Math.max(1, (Math.max(0, value) / largest) * (WIDTH - LABELS - VALUES));
      parts.push(
        `<g${isOurs ? ' class="ours"' : ''}>`,
        text(LABELS - 8, y + 13, label, 'text-anchor="end"'),
        `<rect class="bar" x="${LABELS}" y="${y}" width="${round(length)}" height="${BAR}" rx="2"/>`,
        text(LABELS + length + 6, y + 13, `${short(value)} ${panel.unit}`, 'class="quiet"'),
        '</g>',
      );
      y += STEP;
    }
    y += PANEL_GAP;
  }
  return drawing(WIDTH, y, title, parts);
}
