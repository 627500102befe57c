// Panel "text": Markdown with the dashboard's variables filled in.

import { linkLookup } from '../links.ts';
import { html, safeUrl } from '../page/html.ts';
import { fill } from '../template.ts';
import { drawMarkdown } from './markdown.ts';
import type { DrawPanel } from './panel-context.ts';

export const drawTextPanel: DrawPanel = ({ view, panel, base }) => {
  const { content = '' } = (panel.options ?? {}) as { content?: string };
  const { board, range, choices } = view;
  const filled = fill(content, linkLookup({ board, panel, group: 'head', range, choices, labels: {} }));
  // Other dashboards are where the data links lead to as well.
  const resolve = (url: string): string | undefined => safeUrl(url.startsWith('/') ? (base.grafana ?? base.viewer) + url : url);
  return html`<div class="prose">${drawMarkdown(filled, resolve)}</div>`;
};
