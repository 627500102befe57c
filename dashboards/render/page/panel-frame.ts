// What surrounds every panel: title, description, links, and the query that failed where one did.

import type { Failure } from '../answers.ts';
import { drawBody } from '../panels/index.ts';
import { drawMarkdown } from '../panels/markdown.ts';
import { headLinks, type PanelContext, panelId } from '../panels/panel-context.ts';
import { type Content, html } from './html.ts';

/** One panel at its place in the grid. */
export function drawPanel(context: PanelContext): Content {
  const { panel, data } = context;
  const { x, w, h } = panel.gridPos;
  const id = panelId(context);
  return html`<section class="panel ${panel.type}" id="${id}" tabindex="-1" aria-labelledby="${id}-title" style="--x:${x + 1};--w:${w};--h:${h}"><header><h3 id="${id}-title">${panel.title}</h3>${drawAbout(context)}${drawHeadLinks(context)}</header>${data.failures.map(drawFailure)}${drawSafely(context)}</section>`;
}

function drawHeadLinks(context: PanelContext): Content {
  const links = headLinks(context);
  if (links.length === 0) return '';
  return html`<nav aria-label="Links of ${context.panel.title}">${links.map(({ title, url }) => html`<a href="${url}">${title}</a>`)}</nav>`;
}

/** The description and the queries behind a button. */
function drawAbout(context: PanelContext): Content {
  const { panel, data } = context;
  if (!panel.description && data.sent.length === 0) return '';
  const id = `${panelId(context)}-about`;
  const queries = data.sent.map(({ refId, query }) => html`<p>Query ${refId}</p><pre>${query}</pre>`);
  return html`<button type="button" class="about" popovertarget="${id}" aria-label="About ${panel.title}"><span aria-hidden="true">i</span></button><div popover id="${id}" class="menu" role="dialog" aria-label="About ${panel.title}"><b>${panel.title}</b>${drawMarkdown(panel.description ?? '')}${queries.length > 0 && html`<details><summary>Queries</summary>${queries}</details>`}</div>`;
}

const drawFailure = ({ refId, query, reason }: Failure): Content =>
  html`<div class="trouble"><p><b>Query ${refId} was not answered.</b> ${reason}</p><details><summary>The query</summary><pre>${query}</pre></details></div>`;

/** A panel that can't be drawn must not take the page with it. */
function drawSafely(context: PanelContext): Content {
  const { data } = context;
  const nothing = [data.series, data.lines, data.traces, data.spans, data.alerts].every((list) => list.length === 0);
  if (data.failures.length > 0 && nothing) return '';
  try {
    return drawBody(context);
  } catch (error) {
    return html`<p class="trouble"><b>This panel can't be drawn.</b> ${(error as Error).message}</p>`;
  }
}
