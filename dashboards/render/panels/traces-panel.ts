// Traces or spans that a search found, the latest first; each leads to its trace.

import type { FoundSpan, TraceSummary } from '../answers.ts';
import { type Content, html } from '../page/html.ts';
import { clock, dateAndClock } from '../time-range.ts';
import { formatValue } from '../units.ts';
import { type DrawPanel, emptyText, traceUrl } from './panel-context.ts';

const DAY_MS = 86_400_000;

/** The list of a panel. */
export const drawTraces: DrawPanel = (context) => {
  const { panel, data, view } = context;
  if (data.traces.length + data.spans.length === 0) return html`<p class="empty">${emptyText(context)}</p>`;
  const when = view.range.toMs - view.range.fromMs <= DAY_MS ? clock : dateAndClock;
  const url = (traceId: string): string => traceUrl(context, traceId);
  return data.spans.length > 0 ? drawSpanRows(data.spans, panel.title, when, url) : drawTraceRows(data.traces, panel.title, when, url);
};

/** The same list elsewhere. */
export function drawTraceRows(
  traces: readonly TraceSummary[],
  title: string,
  when: (ms: number) => string,
  url: (traceId: string) => string,
): Content {
  const rows = traces.map(
    ({ traceId, startMs, durationMs, service, name }) =>
      html`<tr><td data-heading="Start">${when(startMs)}</td><td data-heading="Service">${service}</td><th scope="row"><a href="${url(traceId)}">${name || traceId}</a></th><td data-heading="Duration" class="number">${durationMs === 0 ? '< 1 ms' : formatValue(durationMs, 'ms')}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="rows"><thead><tr><th scope="col">Start</th><th scope="col">Service</th><th scope="col">Trace</th><th scope="col" class="number">Duration</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Spans with the attributes that the search selected, in the order in which they appear. */
function drawSpanRows(spans: readonly FoundSpan[], title: string, when: (ms: number) => string, url: (traceId: string) => string): Content {
  const names = [...new Set(spans.flatMap(({ attributes }) => Object.keys(attributes)))];
  const rows = spans.map(
    ({ traceId, startMs, durationMs, service, name, attributes }) =>
      html`<tr><td data-heading="Start">${when(startMs)}</td><th scope="row"><a href="${url(traceId)}">${name || traceId}</a></th><td data-heading="Service">${service}</td>${names.map((key) => html`<td data-heading="${key}">${attributes[key]}</td>`)}<td data-heading="Duration" class="number">${formatValue(durationMs, 'ms')}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="rows"><thead><tr>${['Start', 'Span', 'Service', ...names].map((name) => html`<th scope="col">${name}</th>`)}<th scope="col" class="number">Duration</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
