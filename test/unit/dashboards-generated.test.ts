// The dashboards as Grafana gets them: current, complete, and wired to the provisioned data sources.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildDashboards, DASHBOARDS } from '../../dashboards/build.ts';
import { DIRECTORY, type Entry } from '../../dashboards/directory.ts';
import { dataPanels, linksOf, queriesOf, readBoard } from '../../dashboards/lint/board.ts';
import { lint } from '../../dashboards/lint/rules.ts';

const repository = join(import.meta.dirname, '..', '..');
const generated = join(repository, 'dashboards', 'generated');
const read = (uid: string): string => readFileSync(join(generated, `${uid}.json`), 'utf8');

describe('generated dashboards', () => {
  it('are what the sources make now, byte for byte (npm run generate)', () => {
    for (const [path, content] of buildDashboards()) expect(readFileSync(join(repository, path), 'utf8'), path).to.equal(content);
  });

  it('are built to the same bytes twice', () => {
    expect([...buildDashboards()]).to.deep.equal([...buildDashboards()]);
  });

  it('are all there is in their folder, each with its uid as its name', () => {
    expect(readdirSync(generated).sort()).to.deep.equal(DASHBOARDS.map(({ uid }) => `${uid}.json`).sort());
    for (const { uid } of DASHBOARDS) expect(readBoard(read(uid)).uid).to.equal(uid);
  });

  it(`are ${DASHBOARDS.length}: those of the directory, each with its question in the README`, () => {
    const entries: readonly Entry[] = Object.values(DIRECTORY);
    expect(DASHBOARDS.map(({ uid }) => uid)).to.deep.equal(entries.map(({ uid }) => uid));
    const readme = readFileSync(join(repository, 'dashboards', 'README.md'), 'utf8').replaceAll(/ +/g, ' ');
    for (const { title, question } of entries) expect(readme).to.include(`| ${title} | ${question} |`);
  });

  for (const { uid, title } of DASHBOARDS) {
    describe(title, () => {
      const board = readBoard(read(uid));
      const panels = dataPanels(board);
      const queries = queriesOf(board);

      it(`breaks none of the rules, with ${panels.length} panels and ${queries.length} queries`, () => {
        expect(lint(read(uid))).to.deep.equal([]);
      });

      it('has a description, an empty text and links on 100 % of its panels', () => {
        expect(
          panels.filter((panel) => panel.description && panel.fieldConfig?.defaults.noValue && linksOf(panel).length >= 2),
        ).to.have.length(panels.length);
      });

      it('begins with numbers that say whether all is well', () => {
        expect(panels.slice(0, 4).map(({ type }) => type)).to.deep.equal(['stat', 'stat', 'stat', 'stat']);
      });

      it('leaves no gap: every line of panels is as wide as the page', () => {
        const widths = new Map<number, number>();
        for (const { gridPos } of board.panels) widths.set(gridPos.y, (widths.get(gridPos.y) ?? 0) + gridPos.w);
        expect([...widths].filter(([, width]) => width !== 24)).to.deep.equal([]);
      });

      it('is made for wide and for narrow screens: panels of a quarter, a half or the whole width', () => {
        expect(panels.filter(({ gridPos }) => ![6, 12, 24].includes(gridPos.w))).to.deep.equal([]);
      });
    });
  }
});
