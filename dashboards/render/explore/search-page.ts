// What a link of a dashboard finds: traces or log lines.

import type { LogLine, TraceSummary } from '../answers.ts';
import { type Content, html } from '../page/html.ts';
import { drawLogLines } from '../panels/logs-panel.ts';
import { drawTraceRows } from '../panels/traces-panel.ts';
import { askLoki } from '../queries/loki.ts';
import type { Stores } from '../queries/stores.ts';
import { searchTraces } from '../queries/tempo-search.ts';
import { dateAndClock, type TimeRange } from '../time-range.ts';
import type { FollowedLink } from './followed-link.ts';

const MOST_LINES = 500;
const traceUrl = (traceId: string): string => `/trace/${encodeURIComponent(traceId)}`;

type Found = { readonly traces: readonly TraceSummary[] } | { readonly lines: readonly LogLine[] };

async function find({ language, query, limit }: FollowedLink, range: TimeRange, stores: Stores): Promise<Found> {
  if (language === 'traceql') return { traces: await searchTraces(stores, query, range, limit) };
  const target = { refId: 'A', datasource: { type: 'loki', uid: 'loki' }, maxLines: MOST_LINES };
  return { lines: (await askLoki(stores, target, query, range, 60_000)).lines };
}

/** The page's content; what fails names the query. */
export async function drawSearch(link: FollowedLink, range: TimeRange, stores: Stores, back: string): Promise<Content> {
  let body: Content;
  try {
    body = drawFound(await find(link, range, stores), link);
  } catch (error) {
    body = html`<div class="trouble"><p><b>The query was not answered.</b> ${(error as Error).message}</p></div>`;
  }
  return html`<article><h1>${link.title}</h1><p class="lead">From <a href="${back}">${link.panelTitle}</a>, ${dateAndClock(range.fromMs)} to ${dateAndClock(range.toMs)}</p><pre>${link.query}</pre><div class="panel">${body}</div></article>`;
}

function drawFound(found: Found, link: FollowedLink): Content {
  if ('traces' in found) {
    return found.traces.length === 0
      ? html`<p class="empty">No trace in this time range</p>`
      : drawTraceRows(found.traces, link.title, dateAndClock, traceUrl);
  }
  return found.lines.length === 0
    ? html`<p class="empty">No log line in this time range</p>`
    : drawLogLines(found.lines, link.title, true, traceUrl);
}
