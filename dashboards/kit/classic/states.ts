// States over time as Grafana's JSON: one band a series, a colour and a word for each state.

import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as stateTimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import { TONE } from '../colours.ts';
import type { Position } from '../layout.ts';
import { inSeries } from '../links.ts';
import type { StatesPanel } from '../model.ts';
import { colourMode, frame, linksOf } from './frame.ts';
import { numberTarget } from './targets.ts';

export function buildStates(panel: StatesPanel, position: Position): dashboard.Panel {
  const options = Object.fromEntries(panel.states.map(({ value, text, tone }, index) => [value, { text, color: TONE[tone], index }]));
  return frame(new stateTimeline.PanelBuilder(), panel, position, panel.query.expression.source)
    .unit(panel.query.expression.unit)
    .dataLinks(linksOf(panel, inSeries))
    .targets([numberTarget(panel.query, 0, 'range')])
    .mappings([{ type: dashboard.MappingType.ValueToText, options }])
    .colorScheme(colourMode(dashboard.FieldColorModeId.Thresholds))
    .mergeValues(true)
    .showValue(common.VisibilityMode.Never)
    .rowHeight(0.8)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Single))
    .build();
}
