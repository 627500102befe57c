// Log lines, newest first; each opens to its labels and leads to its trace.

import type { LogLine } from '../answers.ts';
import { serviceOf, severityOf, TRACE_LABEL } from '../labels.ts';
import { type Content, html } from '../page/html.ts';
import { clock, dateAndClock } from '../time-range.ts';
import { type DrawPanel, emptyText, traceUrl } from './panel-context.ts';

/** Lines that a page without scrolling shows. */
const LINES_IN_FULL = 25;
/** Longer texts open with the line. */
const SHORT_TEXT = 400;
const DAY_MS = 86_400_000;

export const drawLogsPanel: DrawPanel = (context) => {
  const { panel, data, view, mode } = context;
  if (data.lines.length === 0) return html`<p class="empty">${emptyText(context)}</p>`;
  const shown = mode === 'full' ? data.lines.slice(0, LINES_IN_FULL) : data.lines;
  const left = data.lines.length - shown.length;
  const spanMs = view.range.toMs - view.range.fromMs;
  return html`${drawLogLines(shown, panel.title, spanMs > DAY_MS, (traceId) => traceUrl(context, traceId))}${left > 0 && html`<p class="note">${left} more lines are not shown here.</p>`}`;
};

const TONES: readonly (readonly [RegExp, string])[] = [
  [/^(error|fatal|critical)/i, '#D55E00'],
  [/^warn/i, '#E69F00'],
  [/^info/i, '#56B4E9'],
];

/** A list of lines. */
export function drawLogLines(lines: readonly LogLine[], title: string, withDate: boolean, url: (traceId: string) => string): Content {
  const items = lines.map((line) => {
    const level = severityOf(line.labels);
    const tone = TONES.find(([pattern]) => pattern.test(level))?.[1] ?? '#999999';
    const time = withDate ? dateAndClock(line.timeMs) : clock(line.timeMs);
    const [first, rest] = [line.text.slice(0, SHORT_TEXT), line.text.slice(SHORT_TEXT)];
    return html`<li style="--tone:${tone}"><details><summary><time>${time}</time> <span class="level">${level || '–'}</span> <span class="service">${serviceOf(line.labels)}</span> <span class="text">${first}${rest && '…'}</span></summary>${drawDetails(line, rest, url)}</details></li>`;
  });
  return html`<div class="scroll lines" tabindex="0" role="region" aria-label="${title}"><ul>${items}</ul></div>`;
}

function drawDetails({ text, labels, timeMs }: LogLine, rest: string, url: (traceId: string) => string): Content {
  const traceId = labels[TRACE_LABEL];
  const pairs = Object.entries(labels).map(([key, value]) => html`<dt>${key}</dt><dd>${value}</dd>`);
  return html`${traceId && html`<p><a href="${url(traceId)}">Trace of this line</a></p>`}${rest && html`<pre>${text}</pre>`}<dl><dt>time</dt><dd>${dateAndClock(timeMs)}</dd>${pairs}</dl>`;
}
