// The course of one number, without axes, behind or under it.

import type { Series } from '../answers.ts';
import { type Content, html, raw } from '../page/html.ts';
import { draw } from './canvas.ts';

const SIZE = { widthPx: 200, heightPx: 36 };

/** Decoration: the number says the same, so a screen reader passes it by. */
export function drawSparkLine({ points }: Series, colour: string): Content {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  if (values.length < 2) return '';
  const low = Math.min(0, ...values);
  const high = Math.max(...values);
  const { svg } = draw(
    {
      grid: { left: 0, right: 0, top: 2, bottom: 0 },
      xAxis: { type: 'value', show: false, min: points[0]?.[0], max: points.at(-1)?.[0] },
      yAxis: { type: 'value', show: false, min: low, max: high > low ? high : low + 1 },
      series: [
        {
          type: 'line',
          data: points,
          showSymbol: false,
          silent: true,
          lineStyle: { color: colour, width: 1.5 },
          areaStyle: { color: colour, opacity: 0.15 },
        },
      ],
    },
    SIZE,
  );
  return html`<div class="spark">${raw(svg.replace('<svg ', '<svg preserveAspectRatio="none" '))}</div>`;
}
