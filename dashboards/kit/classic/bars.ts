// One bar a series as Grafana's JSON.

import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { Position } from '../layout.ts';
import { inSeries } from '../links.ts';
import type { BarsPanel } from '../model.ts';
import { colourMode, frame, linksOf, thresholds } from './frame.ts';
import { numberTarget } from './targets.ts';

export function buildBars(panel: BarsPanel, position: Position): dashboard.Panel {
  const [first] = panel.queries;
  if (!first) throw new Error(`Panel "${panel.title}" has no query; make it with bars().`);
  const builder = frame(new bargauge.PanelBuilder(), panel, position, first.expression.source)
    .unit(first.expression.unit)
    .min(0)
    .dataLinks(linksOf(panel, inSeries))
    .targets(panel.queries.map((query, at) => numberTarget(query, at, 'instant')))
    .thresholds(thresholds(panel.scale))
    .colorScheme(colourMode(dashboard.FieldColorModeId.Thresholds))
    .displayMode(common.BarGaugeDisplayMode.Basic)
    .valueMode(common.BarGaugeValueMode.Color)
    .orientation(common.VizOrientation.Horizontal)
    .namePlacement(common.BarGaugeNamePlacement.Auto)
    .showUnfilled(true)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''));
  if (panel.max !== undefined) builder.max(panel.max);
  return builder.build();
}
