// One number a series as Grafana's JSON.

import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import type { Position } from '../layout.ts';
import { inSeries } from '../links.ts';
import type { StatPanel } from '../model.ts';
import { colourMode, frame, linksOf, thresholds } from './frame.ts';
import { numberTarget } from './targets.ts';

export function buildStat(panel: StatPanel, position: Position): dashboard.Panel {
  const trend = panel.mode === 'trend';
  return frame(new stat.PanelBuilder(), panel, position, panel.query.expression.source)
    .unit(panel.query.expression.unit)
    .dataLinks(linksOf(panel, inSeries))
    .targets([numberTarget(panel.query, 0, trend ? 'range' : 'instant')])
    .thresholds(thresholds(panel.scale))
    .colorScheme(colourMode(dashboard.FieldColorModeId.Thresholds))
    .colorMode(common.BigValueColorMode.Value)
    .graphMode(trend ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(common.BigValueTextMode.ValueAndName)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
    .build();
}
