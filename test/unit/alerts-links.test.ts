// Links of alerts lead to dashboards that exist; those that another change brings are listed, and the list shrinks by itself.

import { expect } from 'chai';
import { catalogue } from '../../alerts/catalogue/index.ts';
import { BOARD, type BoardName, COMING } from '../../alerts/links.ts';
import { DASHBOARDS } from '../../dashboards/build.ts';

const built = DASHBOARDS.map(({ uid }) => uid as string);
const linked = catalogue.flatMap(({ rules }) =>
  rules.map(({ alert, annotations }) => ({ alert, uid: /\/d\/([a-z-]+)/.exec(annotations.dashboard_url)?.[1] })),
);

describe('links of alerts', () => {
  it('lead to a dashboard of the table in links.ts, each of them', () => {
    for (const { alert, uid } of linked) expect(Object.values(BOARD) as string[], alert).to.include(uid);
  });

  it('lead to dashboards that are built, except for those that are said to be coming', () => {
    const missing = (Object.keys(BOARD) as BoardName[]).filter((name) => !built.includes(BOARD[name]));
    expect(
      missing.filter((name) => !COMING.includes(name)),
      'dashboards that nobody makes',
    ).to.deep.equal([]);
  });
});
