// Buckets of a histogram over time as Grafana's JSON.

import * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import { TONE } from '../colours.ts';
import type { Position } from '../layout.ts';
import { inSeries } from '../links.ts';
import type { HeatmapPanel } from '../model.ts';
import { frame, linksOf } from './frame.ts';
import { bucketTarget } from './targets.ts';

export function buildHeatmap(panel: HeatmapPanel, position: Position): dashboard.Panel {
  const { unit } = panel.query.expression;
  return frame(new heatmap.PanelBuilder(), panel, position, panel.query.expression.source)
    .unit(unit)
    .dataLinks(linksOf(panel, inSeries))
    .targets([bucketTarget(panel.query)])
    .calculate(false)
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        // One colour, more or less of it: reads alike on light and dark, in grey, and for colour-blind people.
        .mode(heatmap.HeatmapColorMode.Opacity)
        .fill(TONE.neutral)
        // Few slow ones must show beside many fast ones.
        .scale(heatmap.HeatmapColorScale.Exponential)
        .exponent(0.5)
        .steps(64),
    )
    .yAxis(new heatmap.YAxisConfigBuilder().unit(unit).axisPlacement(common.AxisPlacement.Left))
    .cellGap(1)
    .showValue(common.VisibilityMode.Never)
    .showLegend()
    .exemplarsColor(TONE.bad)
    .tooltip(new heatmap.HeatmapTooltipBuilder().mode(common.TooltipDisplayMode.Single).yHistogram(true).showColorScale(true))
    .build();
}
