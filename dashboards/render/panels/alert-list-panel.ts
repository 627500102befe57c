// Panel "alertlist": what is pending or fires now.

import { serviceOf } from '../labels.ts';
import { html, safeUrl } from '../page/html.ts';
import { dateAndClock } from '../time-range.ts';
import { type DrawPanel, emptyText } from './panel-context.ts';
import { drawCell } from './row-cell.ts';

/** Alertmanager's name for the alert that always fires; it says only that alerting works. */
const ALWAYS_FIRING = 'Watchdog';

export const drawAlertListPanel: DrawPanel = (context) => {
  const { panel, data } = context;
  const alerts = data.alerts.filter(({ name }) => name !== ALWAYS_FIRING);
  if (alerts.length === 0) return html`<p class="empty">${emptyText(context)}</p>`;
  const rows = alerts.map(({ name, state, sinceMs, labels, annotations }) => {
    const runbook = safeUrl(annotations.runbook_url ?? '');
    const tone = state === 'firing' ? '#D55E00' : '#E69F00';
    return html`<tr><td data-heading="State"><span class="tone" style="--tone:${tone}">${state}</span></td><th scope="row">${runbook ? html`<a href="${runbook}">${name}</a>` : name}</th>${drawCell('Service', serviceOf(labels))}${drawCell('Summary', annotations.summary ?? annotations.title ?? '')}${drawCell('Since', dateAndClock(sinceMs))}</tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${panel.title}"><table class="rows"><thead><tr>${[
    'State',
    'Alert',
    'Service',
    'Summary',
    'Since',
  ].map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
};
