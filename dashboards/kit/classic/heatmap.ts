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

/** From dark blue to yellow, in even steps of lightness; colour-blind people can read it, and so can a grey printer. */
const SCHEME = 'Viridis';

export function buildHeatmap(panel: HeatmapPanel, position: Position): dashboard.Panel {
  const { unit } = panel.query.expression;
  return frame(new heatmap.PanelBuilder(), panel, position, panel.query.expression.source)
    .unit(unit)
    .dataLinks(linksOf(panel, inSeries))
    .targets([bucketTarget(panel.query)])
    .calculate(false)
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme(SCHEME)
        // Few slow ones must show beside many fast ones.
        .scale(heatmap.HeatmapColorScale.Exponential)
        .exponent(0.5)
        .steps(64)
        .reverse(false),
    )
    .yAxis(new heatmap.YAxisConfigBuilder().unit(unit).axisPlacement(common.AxisPlacement.Left))
    .cellGap(1)
    .showValue(common.VisibilityMode.Never)
    .showLegend()
    .exemplarsColor(TONE.bad)
    .tooltip(new heatmap.HeatmapTooltipBuilder().mode(common.TooltipDisplayMode.Single).yHistogram(true).showColorScale(true))
    .build();
}
