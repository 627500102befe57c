// Panels of any dashboard are counted by one rule, those of collapsed rows included.

import { expect } from 'chai';
import { type Countable, countDashboards, countRow } from '../../scripts/dashboards-count.ts';

const bare = { type: 'stat' };
const full = {
  type: 'timeseries',
  description: 'What it shows',
  targets: [{}, { exemplar: true }],
  fieldConfig: { defaults: { unit: 's', noValue: 'Nothing', links: [{}] } },
};
const column = { id: 'unit', value: 's' };
const table = { type: 'table', links: [{}], description: ' ', fieldConfig: { overrides: [{ properties: [column] }] } };
const linked = { type: 'table', fieldConfig: { overrides: [{ properties: [{ id: 'links', value: [{}] }] }] } };
const board: Countable = {
  panels: [{ type: 'text', description: 'none' }, bare, full, { type: 'row', panels: [table, linked] }],
  links: [{}, {}],
  annotations: { list: [{ builtIn: 1 }, {}] },
};

describe('dashboards are counted', () => {
  const count = countDashboards([board, { panels: [full] }]);

  it('4 panels of the first and 1 of the second, texts and headings left out', () =>
    expect([count.dashboards, count.panels]).to.deep.equal([2, 5]));

  it('with what each panel has: links on the panel, its defaults or a column; a unit only as the default', () =>
    expect(count.having).to.deep.equal({ description: 2, unit: 2, 'data links': 4, 'exemplars on': 2, noValue: 2 }));

  it('with annotations that are not Grafana’s own, and links of the dashboard', () =>
    expect([count.annotations, count.links]).to.deep.equal([1, 2]));

  it('as shares that are rounded down', () =>
    expect(countRow('x', count).slice(3, 8)).to.deep.equal(['40 %', '40 %', '80 %', '40 %', '40 %']));
});
