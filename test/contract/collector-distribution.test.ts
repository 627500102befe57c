// The Collector that is built holds the components that the roles use, in the versions that are pinned.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { ROLE_NAMES } from '../../collector/roles.ts';
import { RECIPES } from '../../stack/resolve/recipes.ts';
import { configOf, EVERY_SWITCH } from '../support/collector-config.ts';

const COLLECTOR = join(import.meta.dirname, '..', '..', 'collector');
const KINDS = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;
const read = (...path: string[]): string => readFileSync(join(COLLECTOR, ...path), 'utf8');

const configurations = ROLE_NAMES.flatMap((role) => [configOf(role), configOf(role, EVERY_SWITCH)]);
const manifest = parse(read('distribution', 'manifest.yaml'));
const modules: { path: string; version: string }[] = [...KINDS, 'providers' as const].flatMap((kind) =>
  manifest[kind].map(({ gomod }: { gomod: string }) => {
    const [path = '', version = ''] = gomod.split(' ');
    return { path, version };
  }),
);

describe('collector/distribution', () => {
  it('lists each component that a role uses and no other', () => {
    for (const kind of KINDS) {
      // otlp_grpc, which was called otlp, is in …/exporter/otlpexporter; span_metrics is in …/connector/spanmetricsconnector, file_storage in …/storage/filestorage.
      const used = new Set(
        configurations.flatMap((configuration) =>
          Object.keys(configuration[kind] ?? {}).map((id) =>
            id
              .split('/')[0]
              ?.replace(/^otlp_grpc$/, 'otlp')
              .replaceAll('_', ''),
          ),
        ),
      );
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
