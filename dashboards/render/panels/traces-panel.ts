// Traces or spans that a search found, the latest first; each leads to its trace.

import { resourceAttribute } from '../../../instrumentation/vocabulary/index.ts';
import type { FoundSpan, TraceSummary } from '../answers.ts';
import type { Panel } from '../board.ts';
import { configFor } from '../field-config.ts';
import { type Content, html } from '../page/html.ts';
import { clock, dateAndClock } from '../time-range.ts';
import { formatValue } from '../units.ts';
import { type DrawPanel, emptyText, traceUrl } from './panel-context.ts';
import { drawCell } from './row-cell.ts';

const DAY_MS = 86_400_000;

/** The list of a panel. */
export const drawTraces: DrawPanel = (context) => {
  const { panel, data, view } = context;
  if (data.traces.length + data.spans.length === 0) return html`<p class="empty">${emptyText(context)}</p>`;
  const when = view.range.toMs - view.range.fromMs <= DAY_MS ? clock : dateAndClock;
  const url = (traceId: string): string => traceUrl(context, traceId);
  return data.spans.length > 0 ? drawSpanRows(data.spans, panel, when, url) : drawTraceRows(data.traces, panel.title, when, url);
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
      html`<tr>${drawCell('Start', when(startMs))}${drawCell('Service', service)}<th scope="row"><a href="${url(traceId)}">${name || traceId}</a></th>${drawCell('Duration', '', durationMs === 0 ? '< 1 ms' : formatValue(durationMs, 'ms'), true)}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="rows"><thead><tr><th scope="col">Start</th><th scope="col">Service</th><th scope="col">Trace</th><th scope="col" class="number">Duration</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Says again what the column of the service says. */
const SERVICE = resourceAttribute.serviceName.key;

/** `usage.cost` for `gen_ai.usage.cost`: the part that they all have in common says nothing, and a screen is not that wide. */
const shortName = (key: string): string => (key.split('.').length > 2 ? key.slice(key.indexOf('.') + 1) : key);

/** With the unit that the panel has for it. */
function attributeText(panel: Panel, key: string, value: string | undefined): string {
  const { unit } = configFor(panel, { name: key, refId: '', type: 'string' });
  return unit === undefined || !value || Number.isNaN(Number(value)) ? (value ?? '') : formatValue(Number(value), unit);
}

/** Spans with the attributes that the search selected, in the order in which they appear. */
function drawSpanRows(spans: readonly FoundSpan[], panel: Panel, when: (ms: number) => string, url: (traceId: string) => string): Content {
  const keys = [...new Set(spans.flatMap(({ attributes }) => Object.keys(attributes)))].filter((key) => key !== SERVICE);
  const rows = spans.map(
    ({ traceId, startMs, durationMs, service, name, attributes }) =>
      html`<tr>${drawCell('Start', when(startMs))}<th scope="row"><a href="${url(traceId)}">${name || traceId}</a></th>${drawCell('Service', service)}${keys.map((key) => drawCell(shortName(key), attributeText(panel, key, attributes[key])))}${drawCell('Duration', '', formatValue(durationMs, 'ms'), true)}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${panel.title}"><table class="rows"><thead><tr>${['Start', 'Span', 'Service'].map((name) => html`<th scope="col">${name}</th>`)}${keys.map((key) => html`<th scope="col" title="${key}">${shortName(key)}</th>`)}<th scope="col" class="number">Duration</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
