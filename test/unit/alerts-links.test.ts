// Links of alerts lead to panels that exist, by the titles that the table gives; dashboards that another change brings are listed.

import { expect } from 'chai';
import { catalogue } from '../../alerts/catalogue/index.ts';
import { logs } from '../../alerts/catalogue/logs.ts';
import { FIRST_STEPS } from '../../alerts/first-steps.ts';
import { PANEL, type Panel } from '../../alerts/panels.ts';
import { OBJECTIVES } from '../../alerts/slo.ts';
import { buildDashboards } from '../../dashboards/build.ts';

/** Title of each panel of each dashboard that is built. */
const titles = new Map(
  [...buildDashboards()]
    .filter(([path]) => path.startsWith('dashboards/generated/'))
    .map(([, text]): { uid: string; panels: { id: number; title: string }[] } => JSON.parse(text))
    .map(({ uid, panels }) => [uid, new Map(panels.map(({ id, title }) => [id, title]))] as const),
);
const PANELS: readonly Panel[] = Object.values(PANEL);
const rules = [...catalogue, logs].flatMap((group) => group.rules);
const linked = rules.flatMap(({ alert, annotations: { dashboard_url, trace_url } }) =>
  [dashboard_url, ...(trace_url ? [trace_url] : [])].map((url) => {
    const [, board = '', id = ''] = /\/d\/([a-z-]+)\?viewPanel=panel-(\d+)/.exec(url) ?? [];
    return { alert, board, id: Number(id) };
  }),
);
/** All alerts that a person hears of. */
const told = rules.filter(({ labels }) => labels.severity !== 'none');

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

  it(`say in one sentence what to do first, ${told.length} of ${told.length}, and no sentence is of an alert that is gone`, () => {
    for (const { alert, annotations } of told) expect(annotations.first_step, alert).to.match(/^[A-Z][^{]{10,150}\.$/);
    expect(Object.keys(FIRST_STEPS)).to.have.members([...new Set(told.map(({ alert }) => alert))]);
  });

  it('lead to the log lines of the service that is unwell, and to traces that the service can have', () => {
    for (const { alert, labels, annotations } of told) {
      const ofService = labels.service.includes('service_name');
      expect(annotations.logs_url?.includes('/d/logs?var-service={{ $labels.service_name') ?? false, alert).to.equal(ofService);
      if (annotations.trace_url) expect(annotations.trace_url, alert).to.include('&var-service={{ $labels.service_name');
    }
  });

  it('ask for the budget that is left in each alert of an objective, and in no other', () => {
    const asking = told.filter(({ annotations }) => annotations.budget_left?.includes('| query }}')).map(({ alert }) => alert);
    const ofObjectives = [...OBJECTIVES.map(({ alert }) => alert), 'LowTrafficErrors'];
    expect(new Set(asking)).to.deep.equal(new Set(ofObjectives));
  });

  it('leave no panel of the table unused', () => {
    const unused = PANELS.filter(({ board, id }) => !linked.some((link) => link.board === board && link.id === id));
    expect(unused).to.deep.equal([]);
  });
});
