// The viewer: lists the dashboards and shows each with live data. Reads only, and asks the stores nothing but the dashboards' own queries.

import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { type Board, loadBoards } from './board.ts';
import { isChoosable, readChosen } from './choices.ts';
import { parseDurationMs } from './durations.ts';
import { followLink } from './explore/followed-link.ts';
import { drawSearch } from './explore/search-page.ts';
import { isTraceId, readTraceLines } from './explore/trace-lines.ts';
import { drawTrace } from './explore/trace-page.ts';
import { onlyPanel } from './one-panel.ts';
import { chosenIn, type Looks, themeIn, valuesIn, viewAddress } from './page/address.ts';
import { drawBoard } from './page/board-page.ts';
import { drawBoardList, drawControls, drawWayBack } from './page/controls.ts';
import { CONTENT_SECURITY_POLICY, drawDocument } from './page/document.ts';
import { type Content, html } from './page/html.ts';
import { drawIndex, drawKeys } from './page/index-page.ts';
import type { Stores } from './queries/stores.ts';
import { readTrace } from './queries/tempo-trace.ts';
import { parseTimeRange, type TimeRange } from './time-range.ts';
import { collectView } from './view.ts';

export interface Viewer {
  readonly stores: Stores;
  /** Address of a Grafana that links lead to; without one they lead to pages of the viewer. */
  readonly grafana?: string | undefined;
  /** Dashboards to show; read afresh for each request when left out. */
  readonly boards?: readonly Board[];
}

/** No other page may read what is shown here, and no name but the machine's own may lead here. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `${CONTENT_SECURITY_POLICY}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};
const OWN_NAMES = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Somebody asked for what is not there, or in a way that can't be. */
class RequestError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The application, not listening yet. */
export function createViewer(viewer: Viewer): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(guard);
  app.get('/healthz', (_request, response) => void response.type('text').send('ok\n'));
  app.get('/', (request, response) => void send(response, 'Dashboards', drawIndex(boardsOf(viewer)), looksOf(request)));
  app.get('/d/:uid{/:slug}', (request, response) => showBoard(viewer, request, response));
  app.get('/search/:uid/:panel/:group/:at', (request, response) => showSearch(viewer, request, response));
  app.get('/trace/:id', (request, response) => showTrace(viewer, request, response));
  app.use(() => {
    throw new RequestError(404, 'There is no such page.');
  });
  app.use(showError);
  return app;
}

const boardsOf = ({ boards }: Viewer): readonly Board[] => boards ?? loadBoards();

function guard(request: Request, response: Response, next: NextFunction): void {
  response.set(HEADERS);
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new RequestError(405, 'This viewer only reads.');
  if (!OWN_NAMES.test(request.headers.host ?? '')) throw new RequestError(403, 'Open this viewer under 127.0.0.1 or localhost.');
  next();
}

function findBoard(viewer: Viewer, request: Request): Board {
  const board = boardsOf(viewer).find(({ uid }) => uid === request.params.uid);
  if (!board) throw new RequestError(404, `There is no dashboard "${request.params.uid}".`);
  return board;
}

function rangeOf({ query }: Request, board: Board): TimeRange {
  const [from] = valuesIn(query, 'from') ?? [];
  const [to] = valuesIn(query, 'to') ?? [];
  return attempt(() => parseTimeRange(from || board.time.from, to || board.time.to, Date.now()));
}

/** What an address gets wrong is the asker's. */
function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new RequestError(400, (error as Error).message);
  }
}

function looksOf({ query }: Request, board?: Board): Looks {
  const [wanted] = valuesIn(query, 'refresh') ?? [];
  return {
    theme: themeIn(query),
    refresh: wanted && parseDurationMs(wanted) !== undefined ? wanted : wanted ? 'off' : board?.refresh || 'off',
    viewPanel: valuesIn(query, 'viewPanel')?.[0] || undefined,
  };
}

async function showBoard(viewer: Viewer, request: Request, response: Response): Promise<void> {
  const board = findBoard(viewer, request);
  const chosen = chosenIn(request.query);
  const range = rangeOf(request, board);
  attempt(() => board.templating.list.filter(isChoosable).map((variable) => readChosen(variable, chosen[variable.name])));
  const looks = looksOf(request, board);
  const { viewPanel } = looks;
  const shown = viewPanel === undefined ? board : attempt(() => onlyPanel(board, viewPanel));
  const view = await collectView(shown, { range, chosen }, viewer.stores);
  const head = html`${drawControls(view, looks)}${viewPanel && drawWayBack(view, looks)}`;
  const body = html`${drawBoardList(boardsOf(viewer), board, view, looks)}${drawBoard({ view, head, mode: 'live', base: { grafana: viewer.grafana, viewer: '' } })}${drawKeys()}`;
  send(response, board.title, body, looks);
}

async function showSearch({ stores, ...viewer }: Viewer, request: Request, response: Response): Promise<void> {
  const board = findBoard({ stores, ...viewer }, request);
  const { panel, group, at } = request.params;
  const range = rangeOf(request, board);
  const chosen = chosenIn(request.query);
  const link = attempt(() => {
    if (group !== 'series' && group !== 'head') throw new Error('There is no such link on this dashboard.');
    const choices = board.templating.list
      .filter(isChoosable)
      .map((variable) => ({ variable, options: [], chosen: readChosen(variable, chosen[variable.name]) }));
    return followLink(board, { panelId: Number(panel), group, at: Number(at) }, (name) => valuesIn(request.query, name)?.[0], choices);
  });
  const back = `/d/${encodeURIComponent(board.uid)}${viewAddress(range, [], {})}`;
  send(response, link.title, await drawSearch(link, range, stores, back), looksOf(request));
}

async function showTrace({ stores }: Viewer, request: Request, response: Response): Promise<void> {
  const id = String(request.params.id);
  if (!isTraceId(id)) throw new RequestError(400, 'This is no trace id: it takes 16 to 32 hexadecimal digits.');
  const spans = await readTrace(stores, id);
  if (spans.length === 0) throw new RequestError(404, 'Tempo has no span of this trace.');
  let trouble: string | undefined;
  const lines = await readTraceLines(stores, id, spans).catch((error: Error) => {
    trouble = error.message;
    return [];
  });
  send(response, `Trace ${id}`, drawTrace(id, spans, lines, trouble), looksOf(request));
}

function send(response: Response, title: string, body: Content, { theme, refresh }: Looks): void {
  const refreshMs = parseDurationMs(refresh);
  response.type('html').send(drawDocument({ title, body, theme, refreshS: refreshMs === undefined ? undefined : refreshMs / 1_000 }));
}

function showError(error: Error, request: Request, response: Response, _next: NextFunction): void {
  const status = error instanceof RequestError ? error.status : error.name === 'StoreError' ? 502 : 500;
  const body = html`<article><h1>That did not work</h1><div class="trouble"><p>${error.message}</p></div><p><a href="/">All dashboards</a></p></article>`;
  response.status(status);
  send(response, 'That did not work', body, looksOf(request));
}
