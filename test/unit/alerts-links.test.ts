// Links of alerts lead to panels that exist, by the titles that the table gives; dashboards that another change brings are listed.

import { expect } from 'chai';
import { catalogue } from '../../alerts/catalogue/index.ts';
import { logs } from '../../alerts/catalogue/logs.ts';
import { PANEL, type Panel } from '../../alerts/panels.ts';
import { buildDashboards } from '../../dashboards/build.ts';

/** Title of each panel of each dashboard that is built. */
const titles = new Map(
  [...buildDashboards()]
    .filter(([path]) => path.startsWith('dashboards/generated/'))
    .map(([, text]): { uid: string; panels: { id: number; title: string }[] } => JSON.parse(text))
    .map(({ uid, panels }) => [uid, new Map(panels.map(({ id, title }) => [id, title]))] as const),
);
const PANELS: readonly Panel[] = Object.values(PANEL);
const linked = [...catalogue, logs].flatMap(({ rules }) =>
  rules.map(({ alert, annotations }) => {
    const [, board = '', id = ''] = /\/d\/([a-z-]+)\?viewPanel=panel-(\d+)/.exec(annotations.dashboard_url) ?? [];
    return { alert, board, id: Number(id) };
  }),
);

describe('links of alerts', () => {
  it(`lead to a panel of the table in panels.ts, ${linked.length} of ${linked.length}`, () => {
    for (const { alert, board, id } of linked) {
      const found = PANELS.some((panel) => panel.board === board && panel.id === id);
      expect(found, `${alert} leads to panel ${id} of ${board}`).to.equal(true);
    }
  });

  it('lead to panels that are built, by the titles that the table gives', () => {
    const wrong = PANELS.filter(({ board, id, title }) => titles.get(board)?.get(id) !== title);
    expect(wrong).to.deep.equal([]);
  });

  it('leave no panel of the table unused', () => {
    const unused = PANELS.filter(({ board, id }) => !linked.some((link) => link.board === board && link.id === id));
    expect(unused).to.deep.equal([]);
  });
});
