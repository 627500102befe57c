// A panel's series with their configuration and colours.

import { lastValue } from '../answers.ts';
import type { DrawnSeries } from '../charts/time-series-chart.ts';
import { SeriesColours } from '../colours.ts';
import { configFor } from '../field-config.ts';
import type { PanelContext } from './panel-context.ts';

/** In the order of the answers. */
export function drawnSeries({ panel, data }: PanelContext): DrawnSeries[] {
  const colours = new SeriesColours();
  return data.series.map((series) => {
    const config = configFor(panel, { name: series.name, refId: series.refId, type: 'number' });
    const named = config.displayName ? { ...series, name: config.displayName } : series;
    return { series: named, config, colour: colours.next(named.name, config, lastValue(series)) };
  });
}
