// The v2 form is what the Foundation SDK's own types say, property by property, and says the same as the classic form.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { DASHBOARDS } from '../../dashboards/build.ts';
import { buildClassic } from '../../dashboards/kit/classic/dashboard.ts';
import { buildV2 } from '../../dashboards/kit/v2/dashboard.ts';
import { dataPanels, readBoard } from '../../dashboards/lint/board.ts';

const require = createRequire(import.meta.url);
const COMPILE_DEADLINE_MS = 60_000;

type Json = ReturnType<typeof JSON.parse>;
const specOf = (text: string): Json => JSON.parse(text).spec;

/** The SDK's types with enumerations as unions of their words, for JSON has words. */
function wordTypes(): string {
  const entry = require.resolve('@grafana/grafana-foundation-sdk/dashboardv2');
  const types = readFileSync(join(dirname(entry), 'types.gen.d.ts'), 'utf8');
  const words = new Map<string, string>();
  const unions = types.replace(/export declare enum (\w+) \{([^}]*)\}/g, (_, name: string, body: string) => {
    const members = [...body.matchAll(/(\w+) = ("[^"]*")/g)].map(([, key, word]) => [`${name}.${key}`, word as string] as const);
    for (const [member, word] of members) words.set(member, word);
    return `export type ${name} = ${members.map(([, word]) => word).join(' | ')};`;
  });
  return unions.replace(/\b[A-Z]\w+\.[A-Z]\w+\b/g, (member) => words.get(member) ?? member);
}

/** A panel of the first dashboard, to be broken. */
const firstPanel = (spec: Json): Json => spec.elements['panel-2'].spec;
const MUTATIONS: Readonly<Record<string, (spec: Json) => void>> = {
  'a property too many': (spec) => {
    firstPanel(spec).gridPos = {};
  },
  'a property too few': (spec) => {
    delete firstPanel(spec).data;
  },
  'a word that is none': (spec) => {
    spec.cursorSync = 'crosshair';
  },
  'a kind of another form': (spec) => {
    firstPanel(spec).vizConfig.kind = 'timeseries';
  },
  'an element by another type': (spec) => {
    firstPanel(spec).id = '1';
  },
  'a layout without rows': (spec) => {
    spec.layout = { kind: 'RowsLayout', spec: {} };
  },
};

/** What the compiler says of each file. */
function compile(files: Readonly<Record<string, string>>): Record<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'peragus-v2-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--pretty', 'false'];
    const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...Object.keys(files).filter((name) => !name.endsWith('.d.ts'))], {
      cwd: folder,
      encoding: 'utf8',
    });
    const lines = stdout.split('\n').filter((line) => / error TS/.test(line));
    return Object.fromEntries(Object.keys(files).map((name) => [name, lines.filter((line) => line.startsWith(`${name}(`))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const checked = (spec: Json): string =>
  `import type { Dashboard } from './types';\nexport const dashboard = ${JSON.stringify(spec)} satisfies Dashboard;\n`;

describe('dashboards as v2 resources', function () {
  this.timeout(COMPILE_DEADLINE_MS);
  const specs = Object.fromEntries(DASHBOARDS.map((model) => [model.uid, specOf(buildV2(model))]));
  let said: Record<string, string[]>;
  const broken = (name: string): string => `broken-${Object.keys(MUTATIONS).indexOf(name)}.ts`;

  before(() => {
    const [first] = Object.values(specs);
    const mutants = Object.entries(MUTATIONS).map(([name, mutate]) => {
      const spec = structuredClone(first);
      mutate(spec);
      return [broken(name), checked(spec)];
    });
    const whole = Object.entries(specs).map(([uid, spec]) => [`${uid}.ts`, checked(spec)]);
    said = compile({ 'types.d.ts': wordTypes(), ...Object.fromEntries([...whole, ...mutants]) });
  });

  it(`are of the SDK's type Dashboard, ${DASHBOARDS.length} of ${DASHBOARDS.length}, with nothing missing and nothing besides`, () => {
    expect(DASHBOARDS.flatMap(({ uid }) => said[`${uid}.ts`])).to.deep.equal([]);
  });

  for (const name of Object.keys(MUTATIONS)) it(`would not be with ${name}`, () => expect(said[broken(name)]).to.not.be.empty);

  for (const model of DASHBOARDS) {
    it(`${model.title}: asks the same queries under the same ids and titles as the classic form, each panel placed once`, () => {
      const classic = dataPanels(readBoard(buildClassic(model)));
      const { elements, layout } = specs[model.uid];
      const panels = Object.values<Json>(elements)
        .filter(({ spec }) => spec.vizConfig.group !== 'text')
        .sort((a, b) => a.spec.id - b.spec.id);
      const asked = panels.map(({ spec: { id, title, data } }) => [
        id,
        title,
        data.spec.queries.map(({ spec: { refId, query } }: Json) => [refId, query.datasource.name, query.spec.expr ?? query.spec.query]),
      ]);
      expect(asked).to.deep.equal(
        classic.map(({ id, title, targets = [] }) => [
          id,
          title,
          targets.map(({ refId, datasource, expr, query }) => [refId, datasource.uid, expr ?? query]),
        ]),
      );
      const placed = layout.spec.rows.flatMap(({ spec }: Json) => spec.layout.spec.items.map((item: Json) => item.spec.element.name));
      expect(placed).to.have.members(Object.keys(elements));
    });
  }

  it('are named by the uid that links and alerts use', () => {
    const heads = DASHBOARDS.map((model) => JSON.parse(buildV2(model)));
    expect(heads.map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata.name])).to.deep.equal(
      DASHBOARDS.map(({ uid }) => ['dashboard.grafana.app/v2', 'Dashboard', uid]),
    );
  });
});
