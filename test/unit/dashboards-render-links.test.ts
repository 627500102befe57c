// Where the links of rendered dashboards lead, and that nobody can smuggle a query of their own through them.

import { expect } from 'chai';
import { DASHBOARDS } from '../../dashboards/build.ts';
import { buildClassic } from '../../dashboards/kit/classic/dashboard.ts';
import { filledIn } from '../../dashboards/kit/data-sources.ts';
import { type Board, dataPanels, type LinkGroup, linksOf } from '../../dashboards/render/board.ts';
import { isChoosable } from '../../dashboards/render/choices.ts';
import { fillQuery, followLink } from '../../dashboards/render/explore/followed-link.ts';
import { linkTargets } from '../../dashboards/render/links.ts';

/** A series or row that has every label. */
const anything = new Proxy<Record<string, string>>({}, { get: () => 'a & b' });
const range = { from: 'now-1h', to: 'now', fromMs: 1_000, toMs: 2_000 };
const boards = DASHBOARDS.map((model) => JSON.parse(buildClassic(model)) as Board);
const links = boards.flatMap((board) =>
  dataPanels(board).flatMap((panel) =>
    (['series', 'head'] as const).flatMap((group) => linksOf(panel, group).map((link, at) => ({ board, panel, group, link, at }))),
  ),
);
const searches = links.filter(({ link }) => link.url.startsWith('/explore?'));
const choicesOf = (board: Board, chosen: readonly string[] = []) =>
  board.templating.list.filter(isChoosable).map((variable) => ({ variable, options: [], chosen }));

describe('links of rendered dashboards', () => {
  const place = (group: LinkGroup, board: Board, panel: ReturnType<typeof dataPanels>[number]) => ({
    board,
    panel,
    group,
    range,
    choices: choicesOf(board),
    labels: anything,
    cells: anything,
  });

  it(`lead to a page of the viewer without Grafana: ${searches.length} of ${searches.length} to a search that carries its values`, () => {
    for (const { board, panel, group, at } of searches) {
      const target = linkTargets(place(group, board, panel), { grafana: undefined, viewer: '' })[at];
      expect(target?.url).to.match(new RegExp(`^/search/${board.uid}/${panel.id}/${group}/${at}\\?from=now-1h&to=now&`));
      if (group === 'series') expect(target?.url).to.match(/a%20%26%20b|var-/);
    }
  });
  it(`lead to Grafana where there is one: ${links.length} of ${links.length} with nothing left to fill in`, () => {
    for (const { board, panel, group, at } of links) {
      const target = linkTargets(place(group, board, panel), { grafana: 'https://grafana.test', viewer: '' })[at];
      expect(target?.url).to.match(/^https:\/\/grafana\.test\//);
      expect(decodeURIComponent(target?.url ?? '')).not.to.include(filledIn('').slice(0, 2));
    }
  });

  it(`find the query again behind ${searches.length} of ${searches.length} addresses, and hold every value inside its quotes`, () => {
    const HOSTILE = '"} | json or {a=~".+';
    for (const { board, panel, group, at } of searches) {
      const follow = (value: string, chosen: string) =>
        followLink(board, { panelId: panel.id, group, at }, () => value, choicesOf(board, [chosen])).query;
      const withoutStrings = (query: string): string => query.replace(/"(?:[^"\\]|\\.)*"/g, '""');
      const plain = follow('plain', 'plain');
      const bare = withoutStrings(plain).includes('plain');
      if (bare) expect(() => follow(HOSTILE, HOSTILE)).to.throw("can't stand");
      else expect(withoutStrings(follow(HOSTILE, HOSTILE))).to.equal(withoutStrings(plain));
    }
  });
  it('refuse what is no number or word outside of quotes, and what is too long', () => {
    const fillIn = (value: string): string => fillQuery(`{a=${filledIn('a')} && b="${filledIn('b')}"}`, () => ({ value }));
    expect(fillIn('500')).to.equal('{a=500 && b="500"}');
    expect(() => fillIn('1 || true')).to.throw("can't stand");
    expect(() => fillIn('9'.repeat(501))).to.throw('500 characters');
  });
  it('refuse an address that names no link', () => {
    const [board] = boards as [Board];
    for (const address of [
      { panelId: 9_999, group: 'series', at: 0 },
      { panelId: dataPanels(board)[0]?.id ?? 0, group: 'series', at: 99 },
    ] as const) {
      expect(() => followLink(board, address, () => 'x', choicesOf(board))).to.throw('no such link');
    }
  });
});
