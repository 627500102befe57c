// Every link of every page, alert and message leads to a file, heading, dashboard or panel that exists.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { anchorsIn, linksIn, type PanelLink, panelLinksIn } from '../support/markdown-links.ts';

const root = join(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((path) => existsSync(join(root, path)));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const json = (path: string) => JSON.parse(read(path));

/** Ids of the panels of each dashboard, in the classic form and as a v2 resource. */
const classic = new Map<string, Set<number>>();
const v2 = new Map<string, Set<number>>();
for (const path of tracked.filter((file) => /^dashboards\/generated\/.*\.json$/.test(file))) {
  const { uid, panels }: { uid: string; panels: { id: number; panels?: { id: number }[] }[] } = json(path);
  classic.set(uid, new Set(panels.flatMap((panel) => [panel.id, ...(panel.panels ?? []).map(({ id }) => id)])));
}
for (const path of tracked.filter((file) => /^dashboards\/generated-v2\/.*\.json$/.test(file))) {
  const { metadata, spec }: { metadata: { name: string }; spec: { elements: Record<string, { spec: { id: number } }> } } = json(path);
  v2.set(metadata.name, new Set(Object.values(spec.elements).map((element) => element.spec.id)));
}
const leadsSomewhere = ({ uid, panel }: PanelLink): boolean =>
  [classic, v2].every((form) => form.has(uid) && (panel === undefined || form.get(uid)?.has(panel)));

const pages = tracked.filter((path) => path.endsWith('.md'));
const links = pages.flatMap((page) => linksIn(read(page)).map((target) => ({ page, target })));
const inside = links.filter(({ target }) => !/^[a-z]+:/.test(target));
const withAnchor = inside.filter(({ target }) => target.includes('#'));

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string; readonly annotations?: Record<string, string> }[] }[];
}
const alerts = tracked
  .filter((path) => /^alerts\/generated\/(?:rules|loki)\/.*\.yaml$/.test(path))
  .flatMap((path) => (parse(read(path)) as RuleFile).groups.flatMap(({ rules }) => rules))
  .filter(({ alert }) => alert !== undefined);
const annotated = alerts.flatMap(({ alert, annotations = {} }) =>
  Object.entries(annotations).flatMap(([name, text]) => panelLinksIn(text).map((link) => ({ alert, name, ...link }))),
);

const texts = tracked.filter((path) => path.endsWith('.md') || /^(?:alerts\/notifications\/templates|dashboards\/generated)\//.test(path));
const written = texts.flatMap((path) => panelLinksIn(read(path)).map((link) => ({ path, ...link })));

const runbooks = pages.filter((path) => path.startsWith('alerts/runbooks/'));
const folders = new Set(tracked.filter((path) => path.includes('/')).map((path) => path.split('/')[0]));
/** Files of the repository that runbooks name in code marks. */
const named = runbooks.flatMap((page) =>
  [...read(page).matchAll(/`([\w.-]+\/[\w./-]+)`/g)]
    .map(([, file = '']) => ({ page, file }))
    .filter(({ file }) => folders.has(file.split('/')[0])),
);
const titles = new Set([...classic.keys()].map((uid) => json(`dashboards/generated/${uid}.json`).title as string));
const spoken = runbooks.flatMap((page) => [...read(page).matchAll(/dashboards? "([^"]+)"/g)].map(([, title = '']) => ({ page, title })));

describe('links', () => {
  it(`of pages lead to files: ${inside.length} of ${inside.length} in ${pages.length} pages`, () => {
    expect(inside.length).to.be.greaterThan(0);
    const missing = inside.filter(({ page, target }) => {
      const file = decodeURI(target.split('#')[0] ?? '');
      return file !== '' && !existsSync(join(root, dirname(page), file));
    });
    expect(missing).to.deep.equal([]);
  });

  it(`of pages lead to headings: ${withAnchor.length} of ${withAnchor.length}`, () => {
    const missing = withAnchor.filter(({ page, target }) => {
      const [file = '', anchor = ''] = target.split('#');
      const to = file === '' ? page : relative(root, join(root, dirname(page), file));
      return !anchorsIn(read(to)).has(decodeURIComponent(anchor));
    });
    expect(missing).to.deep.equal([]);
  });

  it(`of alerts lead to runbooks: ${alerts.length} of ${alerts.length}`, () => {
    expect(alerts.length).to.be.greaterThan(0);
    const missing = alerts.filter(({ annotations }) => !runbooks.includes(annotations?.runbook_url ?? ''));
    expect(missing.map(({ alert }) => alert)).to.deep.equal([]);
  });

  it(`of alerts lead to panels that exist in both forms: ${annotated.length} of ${annotated.length}`, () => {
    const pointing = new Set(
      annotated.filter(({ name, panel }) => name === 'dashboard_url' && panel !== undefined).map(({ alert }) => alert),
    );
    expect(alerts.filter(({ alert }) => !pointing.has(alert)).map(({ alert }) => alert)).to.deep.equal([]);
    expect(annotated.filter((link) => !leadsSomewhere(link))).to.deep.equal([]);
  });

  it(`of pages, messages and dashboards to dashboards lead to some: ${written.length} of ${written.length}`, () => {
    expect(written.length).to.be.greaterThan(0);
    expect(written.filter((link) => !leadsSomewhere(link))).to.deep.equal([]);
  });

  it(`of runbooks, in words: ${named.length} of ${named.length} files and ${spoken.length} of ${spoken.length} dashboards are there`, () => {
    expect(named.filter(({ file }) => !existsSync(join(root, file)))).to.deep.equal([]);
    expect(spoken.filter(({ title }) => !titles.has(title))).to.deep.equal([]);
  });

  it('are found, and nothing is found that is not there', () => {
    expect(linksIn('[a](b.md#c) ![d](e.png "f") `[x](y)`\n```\n[no](no.md)\n```\n')).to.deep.equal(['b.md#c', 'e.png', 'y']);
    expect([...anchorsIn('# What it `costs`, today\n## A [b](c.md)\n## A b\n')]).to.deep.equal(['what-it-costs-today', 'a-b', 'a-b-1']);
    expect(panelLinksIn('http://127.0.0.1:3000/d/sqlite?viewPanel=panel-7&var-service={{ x }}')).to.deep.equal([
      { uid: 'sqlite', panel: 7 },
    ]);
    expect(leadsSomewhere({ uid: 'sqlite', panel: 9_999 })).to.equal(false);
    expect(leadsSomewhere({ uid: 'sqlit', panel: undefined })).to.equal(false);
  });
});
