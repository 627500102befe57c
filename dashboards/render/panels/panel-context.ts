// What every kind of panel is drawn from.

import type { PanelData } from '../answers.ts';
import type { FieldConfig, Panel } from '../board.ts';
import type { LinkBase, LinkTarget } from '../links.ts';
import { linkTargets } from '../links.ts';
import { type Content, html } from '../page/html.ts';
import type { View } from '../view.ts';

export interface PanelContext {
  readonly view: View;
  readonly panel: Panel;
  readonly data: PanelData;
  readonly base: LinkBase;
  /** `full` shows long lists as a whole as far as a printed page goes; `live` lets them scroll. */
  readonly mode: 'live' | 'full';
}

export type DrawPanel = (context: PanelContext) => Content;

/** Prefix of everything that needs an id in this panel. */
export const panelId = ({ view, panel }: PanelContext): string => `${view.board.uid}-${panel.id}`;

export const traceUrl = ({ base }: PanelContext, traceId: string): string => `${base.viewer}/trace/${encodeURIComponent(traceId)}`;

export const defaultsOf = ({ panel }: PanelContext): FieldConfig => panel.fieldConfig?.defaults ?? {};

/** The text for a panel that has nothing to show: its own, which tells empty from zero. */
export const emptyText = (context: PanelContext): string => defaultsOf(context).noValue ?? 'No data in this time range';

/** Links that a click on this series or row offers. */
export function linksFor(
  { view, panel, base }: PanelContext,
  labels: Readonly<Record<string, string>>,
  cells?: Readonly<Record<string, string | number | null>>,
): LinkTarget[] {
  const { board, range, choices } = view;
  return linkTargets({ board, panel, group: 'series', range, choices, labels, ...(cells && { cells }) }, base);
}

/** Links in the head of the panel, which carry what is chosen for the whole dashboard. */
export function headLinks({ view, panel, base }: PanelContext): LinkTarget[] {
  const { board, range, choices } = view;
  return linkTargets({ board, panel, group: 'head', range, choices, labels: {} }, base);
}

/** A text that opens its links when it is pressed; just the text when there are none. */
export function withLinks(id: string, text: Content, links: readonly LinkTarget[], subject: string): Content {
  if (links.length === 0) return html`<span>${text}</span>`;
  return html`<button type="button" class="opens" popovertarget="${id}" aria-haspopup="dialog">${text}</button><div popover id="${id}" class="menu" role="dialog" aria-label="Links of ${subject}"><b>${subject}</b><ul>${links.map(
    ({ title, url }) => html`<li><a href="${url}">${title}</a></li>`,
  )}</ul></div>`;
}
