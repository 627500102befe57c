// What all panels share in Grafana's JSON: title, description, place, data source, the text when empty, and links.

import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { Step } from '../colours.ts';
import { TONE } from '../colours.ts';
import { type DataSourceName, dataSourceRef } from '../data-sources.ts';
import type { Position } from '../layout.ts';
import { linkUrl, type ValuePlace } from '../links.ts';
import type { DataPanel } from '../model.ts';

/** The part that all of the SDK's panel builders have in common. */
interface PanelBuilder extends cog.Builder<dashboard.Panel> {
  title(title: string): this;
  description(description: string): this;
  datasource(ref: dashboard.DataSourceRef): this;
  gridPos(position: dashboard.GridPos): this;
  noValue(text: string): this;
}

/** Sets what every panel has and returns the same builder. */
export function frame<B extends PanelBuilder>(builder: B, panel: DataPanel, position: Position, source: DataSourceName): B {
  return builder
    .title(panel.title)
    .description(`${panel.shows}\n\n**Normal:** ${panel.normal}\n\n**If not:** ${panel.otherwise}`)
    .datasource(dataSourceRef(source))
    .gridPos(position)
    .noValue(panel.empty);
}

/** The panel's links, with values taken from where the reader clicks. */
export function linksOf(panel: DataPanel, place: ValuePlace): cog.Builder<dashboard.DashboardLink>[] {
  // Not the SDK's builder: it is made for the links bar and writes nine fields where Grafana has three.
  return panel.links.map((link) => {
    const written = { title: link.title, url: linkUrl(link, place), targetBlank: true };
    return { build: () => written as dashboard.DashboardLink };
  });
}

export const thresholds = (steps: readonly Step[]): dashboard.ThresholdsConfigBuilder =>
  new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps(steps.map((step) => ({ value: step.from, color: TONE[step.tone] })));

export const colourMode = (mode: dashboard.FieldColorModeId, fixed?: string): dashboard.FieldColorBuilder => {
  const colour = new dashboard.FieldColorBuilder().mode(mode);
  return fixed ? colour.fixedColor(fixed) : colour;
};
