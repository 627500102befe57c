// A graph over time as Grafana's JSON.

import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { TONE } from '../colours.ts';
import type { Position } from '../layout.ts';
import { inSeries } from '../links.ts';
import type { TimeSeriesPanel } from '../model.ts';
import { colourMode, frame, linksOf, thresholds } from './frame.ts';
import { numberTarget, refId } from './targets.ts';

const DASH: Readonly<Record<'dash' | 'dot', number[]>> = { dash: [10, 10], dot: [0, 8] };

export function buildTimeSeries(panel: TimeSeriesPanel, position: Position): dashboard.Panel {
  const [first] = panel.queries;
  if (!first) throw new Error(`Panel "${panel.title}" has no query; make it with timeSeries().`);
  const { source, unit } = first.expression;
  const builder = frame(new timeseries.PanelBuilder(), panel, position, source)
    .unit(unit)
    // Soft: what can be overdrawn, such as a budget, is shown below 0.
    .axisSoftMin(0)
    .dataLinks(linksOf(panel, inSeries))
    .targets(panel.queries.map((query, at) => numberTarget(query, at, 'range')))
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending))
    .lineWidth(2)
    .fillOpacity(panel.stacked ? 40 : 0)
    .stacking(new common.StackingConfigBuilder().group('A').mode(panel.stacked ? common.StackingMode.Normal : common.StackingMode.None))
    .showPoints(common.VisibilityMode.Auto)
    .spanNulls(false);
  if (panel.errors) builder.colorScheme(colourMode(dashboard.FieldColorModeId.Shades, TONE.bad));
  else builder.colorScheme(colourMode(dashboard.FieldColorModeId.PaletteClassicByName));
  if (panel.softMax !== undefined) builder.axisSoftMax(panel.softMax);
  if (panel.limits) {
    builder.thresholds(thresholds(panel.limits));
    builder.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed));
  }
  addOverrides(builder, panel);
  return builder.build();
}

/** Colours by name first, so that a query's line style adds to them. */
function addOverrides(builder: timeseries.PanelBuilder, panel: TimeSeriesPanel): void {
  for (const { matches, colour } of panel.colours ?? []) {
    builder.overrideByRegexp(`/${matches}/i`, [{ id: 'color', value: { mode: 'fixed', fixedColor: colour } }]);
  }
  for (const [at, { line }] of panel.queries.entries()) {
    if (!line || line === 'solid') continue;
    builder.overrideByQuery(refId(at), [
      { id: 'custom.lineStyle', value: { fill: line, dash: DASH[line] } },
      { id: 'custom.lineWidth', value: 1 },
    ]);
  }
}
