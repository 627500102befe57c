// Links lead somewhere: to dashboards and choices that there are, or to queries that the store understands, for something that is shown.

import { type Board, linksOf, type Panel, type Target } from '../../render/board.ts';
import { linkLookup } from '../../render/links.ts';
import { tableOf } from '../../render/table-frame.ts';
import { fill, placeholdersIn } from '../../render/template.ts';
import type { Labels } from '../found.ts';
import { COUNTING_PANEL } from '../questions.ts';
import type { Subject } from '../subject.ts';
import { allChosen, type Check, type Ground } from './check.ts';
import { dataOf, isTableOfSeries } from './columns.ts';
import { isProvisioned } from './sources.ts';

/** What can be clicked: a series with its labels, or a row with its cells. */
interface Clicked {
  readonly labels: Labels;
  readonly cells: Readonly<Record<string, string | number | null>>;
}

async function clickable(subject: Subject, ground: Ground): Promise<Clicked[]> {
  const data = await dataOf(subject, ground);
  if (isTableOfSeries(subject.panel)) return tableOf(subject.panel, data).rows.map((cells) => ({ labels: {}, cells }));
  return data.series.map(({ labels }) => ({ labels, cells: {} }));
}

interface Link {
  readonly title: string;
  readonly url: string;
  readonly group: 'series' | 'head';
}

/** Links of the panel, and those in the text that it shows. */
function linksIn(panel: Panel): Link[] {
  const inText = [...String(panel.options?.content ?? '').matchAll(/\[([^\]]*)\]\((\/[^)]+)\)/g)];
  return [
    ...linksOf(panel, 'series').map((link) => ({ ...link, group: 'series' as const })),
    ...linksOf(panel, 'head').map((link) => ({ ...link, group: 'head' as const })),
    ...inText.map(([, title = '', url = '']) => ({ title, url, group: 'head' as const })),
  ];
}

/** The link after a click; undefined where what was clicked lacks something that the link carries. */
function opened({ board, panel }: Subject, { url, group }: Link, { labels, cells }: Clicked, ground: Ground): string | undefined {
  const choices = allChosen({ board, panel, kind: 'panel', queries: 0 });
  const lookup = linkLookup({ board, panel, group, range: ground.questions.range, choices, labels, cells });
  const lacks = placeholdersIn(url).some((placeholder) => {
    const value = lookup(placeholder);
    return value === undefined || value === '';
  });
  return lacks ? undefined : fill(url, lookup);
}

function complaintAboutBoard(url: URL, boards: readonly Board[]): string | undefined {
  const next = boards.find(({ uid }) => url.pathname === `/d/${uid}`);
  if (!next) return `leads to ${url.pathname}, which is no dashboard.`;
  const offered = new Set(next.templating.list.map(({ name }) => `var-${name}`));
  const stranger = [...url.searchParams.keys()].find((key) => key.startsWith('var-') && !offered.has(key));
  if (stranger) return `sets ${stranger}, and "${next.title}" has no such choice.`;
  const wanted = ['from', 'to', ...(offered.has('var-service') ? ['var-service'] : [])];
  const missing = wanted.find((key) => !url.searchParams.get(key));
  return missing && `does not carry ${missing}.`;
}

interface Pane {
  readonly datasource: string;
  readonly range?: { readonly from?: string; readonly to?: string };
  readonly queries: readonly [Target];
}

/** Asks what Explore would. */
async function complaintAboutSearch(url: URL, subject: Subject, { questions }: Ground): Promise<string | undefined> {
  const [pane] = Object.values(JSON.parse(url.searchParams.get('panes') ?? '{}') as Record<string, Pane>);
  if (!pane) return 'opens nothing in Explore.';
  const [target] = pane.queries;
  const { uid, type } = target.datasource;
  if (pane.datasource !== uid || !isProvisioned(uid, type)) return `asks the data source "${uid}", which there is not.`;
  if (!Number(pane.range?.from) || !Number(pane.range?.to)) return 'does not carry the time range.';
  await questions.answer(COUNTING_PANEL, target, allChosen(subject));
  return undefined;
}

async function complaintAbout(link: Link, subject: Subject, clicked: readonly Clicked[], ground: Ground): Promise<string | undefined> {
  const [address] = clicked.flatMap((place) => opened(subject, link, place, ground) ?? []);
  if (address === undefined) return 'carries something that nothing shown has.';
  const url = new URL(address, 'http://grafana');
  if (url.pathname.startsWith('/d/')) return complaintAboutBoard(url, ground.boards);
  return url.pathname === '/explore' ? complaintAboutSearch(url, subject, ground) : `leads to ${url.pathname}, which nobody serves.`;
}

export const checkLinks: Check = async (subject, ground) => {
  const { kind, panel } = subject;
  if (kind !== 'panel' && kind !== 'text') return [];
  const shown = await clickable(subject, ground);
  const complaints: string[] = [];
  for (const link of linksIn(panel)) {
    // Where nothing is shown, nothing can be clicked; in a past with one of everything something is.
    if (link.group === 'series' && shown.length === 0 && ground.one === undefined) continue;
    const clicked = link.group === 'series' && shown.length > 0 ? shown : [{ labels: {}, cells: {} }];
    const wrong = await complaintAbout(link, subject, clicked, ground).catch((error: Error) => error.message);
    if (wrong) complaints.push(`the link "${link.title}" ${wrong}`);
  }
  return complaints;
};
