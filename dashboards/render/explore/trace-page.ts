// One trace: its spans as a waterfall, each with its attributes, then the log lines that were written in it.

import type { LogLine } from '../answers.ts';
import { type Content, html } from '../page/html.ts';
import { drawLogLines } from '../panels/logs-panel.ts';
import type { Span } from '../queries/tempo-trace.ts';
import { dateAndClock } from '../time-range.ts';
import { formatValue } from '../units.ts';

/** Colours of services, in the order in which they appear in the trace. */
const SERVICES = ['#3B7DD8', '#C2559D', '#2A9D8F', '#B8860B', '#7A5CD6', '#5B8C2A', '#6B7F99'];
const FAILED = '#D55E00';

interface Placed {
  readonly span: Span;
  readonly level: number;
}

/** Parents before their children; a span whose parent is missing stands at the left. */
function placeSpans(spans: readonly Span[]): Placed[] {
  const ids = new Set(spans.map(({ id }) => id));
  const children = new Map<string, Span[]>();
  for (const span of spans) {
    const parent = ids.has(span.parentId) && span.parentId !== span.id ? span.parentId : '';
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const placed: Placed[] = [];
  const seen = new Set<string>();
  const visit = (parent: string, level: number): void => {
    for (const span of children.get(parent) ?? []) {
      if (seen.has(span.id)) continue;
      seen.add(span.id);
      placed.push({ span, level });
      visit(span.id, level + 1);
    }
  };
  visit('', 0);
  return placed;
}

/** The page's content. */
export function drawTrace(traceId: string, spans: readonly Span[], lines: readonly LogLine[], trouble: string | undefined): Content {
  const startMs = Math.min(...spans.map((span) => span.startMs));
  const endMs = Math.max(...spans.map((span) => span.startMs + span.durationMs));
  const services = [...new Set(spans.map(({ service }) => service))];
  const failed = spans.filter((span) => span.failed).length;
  const rows = placeSpans(spans).map((placed) => drawSpan(placed, startMs, endMs - startMs, services));
  return html`<article><h1>${placeSpans(spans)[0]?.span.name ?? 'Trace'}</h1><p class="lead">Trace ${traceId}: ${spans.length} spans of ${services.join(', ')}, from ${dateAndClock(startMs)}, ${formatValue((endMs - startMs) / 1_000, 's')}${failed > 0 && html`, <span class="failed">${failed} failed</span>`}</p><div class="waterfall" role="list" aria-label="Spans">${rows}</div><h2>Log lines of this trace</h2>${
    trouble
      ? html`<p class="trouble">${trouble}</p>`
      : lines.length === 0
        ? html`<p class="note">No log line carries the id of this trace.</p>`
        : drawLogLines(lines, 'Log lines of this trace', false, () => `/trace/${encodeURIComponent(traceId)}`)
  }</article>`;
}

function drawSpan({ span, level }: Placed, startMs: number, wholeMs: number, services: readonly string[]): Content {
  const share = (ms: number): number => (wholeMs > 0 ? (100 * ms) / wholeMs : 0);
  const from = share(span.startMs - startMs);
  const wide = Math.max(0.2, share(span.durationMs));
  const tone = span.failed ? FAILED : SERVICES[services.indexOf(span.service) % SERVICES.length];
  const duration = formatValue(span.durationMs / 1_000, 's', span.durationMs < 1 ? 0 : undefined);
  const pairs = (attributes: Readonly<Record<string, string>>): Content =>
    html`<dl>${Object.entries(attributes).map(([key, value]) => html`<dt>${key}</dt><dd>${value}</dd>`)}</dl>`;
  return html`<details class="span" role="listitem" style="--level:${Math.min(level, 12)};--from:${from.toFixed(2)}%;--wide:${wide.toFixed(2)}%;--tone:${tone}"><summary><span class="what">${span.failed && html`<span class="failed">✗ failed: </span>`}${span.name} <span class="service">${span.service}</span></span><span class="track"><i></i></span><span class="took">${duration}</span></summary><div class="details">${pairs({ start: dateAndClock(span.startMs), duration, span: span.id, ...span.attributes })}${span.events.map(
    ({ name, attributes, timeMs }) => html`<p><b>${name}</b> after ${formatValue((timeMs - startMs) / 1_000, 's')}</p>${pairs(attributes)}`,
  )}</div></details>`;
}
