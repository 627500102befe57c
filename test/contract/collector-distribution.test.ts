// The Collector that is built holds the components that agent.yaml uses, in the versions that are pinned.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { RECIPES } from '../../stack/resolve/recipes.ts';

const COLLECTOR = join(import.meta.dirname, '..', '..', 'collector');
const KINDS = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;
const read = (...path: string[]): string => readFileSync(join(COLLECTOR, ...path), 'utf8');

const agent = parse(read('agent.yaml'));
const manifest = parse(read('distribution', 'manifest.yaml'));
const modules: { path: string; version: string }[] = [...KINDS, 'providers' as const].flatMap((kind) =>
  manifest[kind].map(({ gomod }: { gomod: string }) => {
    const [path = '', version = ''] = gomod.split(' ');
    return { path, version };
  }),
);

describe('collector/distribution', () => {
  it('lists each component that agent.yaml uses and no other', () => {
    for (const kind of KINDS) {
      // span_metrics is in …/connector/spanmetricsconnector, file_storage in …/storage/filestorage.
      const used = new Set(Object.keys(agent[kind]).map((id) => id.split('/')[0]?.replaceAll('_', '')));
      const listed = manifest[kind].map(({ gomod }: { gomod: string }) =>
        basename(gomod.split(' ')[0] ?? '').replace(new RegExp(`${kind.slice(0, -1)}$`), ''),
      );
      expect(listed, kind).to.have.members([...used]);
    }
  });

  it('builds each component in the version of the manifest, which has the version of the recipe', () => {
    const goMod = read('distribution', 'go.mod');
    for (const { path, version } of modules) expect(goMod).to.contain(`\t${path} ${version}\n`);
    const { version } = RECIPES.collector.build;
    expect(manifest.dist.version).to.equal(version);
    expect(read('distribution', 'main.go')).to.contain(`Version:     "${version}",`);
    for (const { path, version: module } of modules.filter((entry) => !entry.path.includes('/provider/'))) {
      expect(module, path).to.equal(`v${version}`);
    }
  });

  it('has sources that register each component', () => {
    const sources = read('distribution', 'components.go') + read('distribution', 'main.go');
    for (const { path, version } of modules) expect(sources).to.contain(`"${path} ${version}"`);
  });
});
