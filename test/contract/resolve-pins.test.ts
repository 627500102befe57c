// The table of back ends says what the pinned modules and the programs made of them say.

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { BACKEND_NAMES, type BackendName } from '../../stack/process-spec.ts';
import { majorMinor } from '../../stack/resolve/program-version.ts';
import { RECIPES } from '../../stack/resolve/recipes.ts';
import { resolveBackend } from '../../stack/resolve/resolve.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '..', '..');
/** A machine that has never built a back end builds it here. */
const FIRST_BUILD_MS = 60 * 60_000;

/** What go.mod must require for a recipe's build version. */
const MODULES: Readonly<Partial<Record<BackendName, (version: string) => string>>> = {
  // Prometheus numbers its module v0.316.0 for 3.16.0.
  prometheus: (version) =>
    version.replace(/^(\d+)\.(\d+)\./, (_, major, minor) => `github.com/prometheus/prometheus v0.${major}${minor.padStart(2, '0')}.`),
  alertmanager: (version) => `github.com/prometheus/alertmanager v${version}`,
  loki: (version) => `github.com/grafana/loki/v3 v${version}`,
  // A module version between releases carries its date.
  tempo: (version) => `github.com/grafana/tempo v1.5.1-0.${version.split('-')[1]}`,
};

describe('pinned back ends', () => {
  for (const [name, moduleOf] of Object.entries(MODULES)) {
    const { build } = RECIPES[name as BackendName];
    it(`go.mod of ${name} requires the module of ${build.version}`, async () => {
      const goMod = await readFile(path.join(REPOSITORY, build.folder, 'go.mod'), 'utf8');
      expect(goMod).to.contain(`\t${moduleOf(build.version)}`);
    });
  }

  it(`the manifest of the Collector is of ${RECIPES.collector.build.version}`, async () => {
    const manifest = parse(await readFile(path.join(REPOSITORY, RECIPES.collector.build.folder, 'manifest.yaml'), 'utf8'));
    expect([manifest.dist.name, manifest.dist.version]).to.deep.equal([RECIPES.collector.programs[0], RECIPES.collector.build.version]);
  });

  for (const name of BACKEND_NAMES) {
    const { accepts, release, build } = RECIPES[name];
    it(`accepts on PATH what it would fetch (${release.version}) or build (${build.version}) of ${name}`, () => {
      expect(accepts).to.include.members([majorMinor(release.version), majorMinor(build.version)]);
    });

    it(`the real ${name} resolves, and each of its programs runs and says an accepted version`, async () => {
      const { programs, version, how } = await resolveBackend(name, { environment: process.env, repository: REPOSITORY });
      expect(Object.keys(programs)).to.deep.equal([...RECIPES[name].programs]);
      for (const [program, file] of Object.entries(programs)) {
        const said = execFileSync(file, ['--version'], { encoding: 'utf8' });
        // Whoever sets a program by hand may set any version.
        if (how !== 'setting') expect(said, program).to.contain(version);
      }
    }).timeout(FIRST_BUILD_MS);
  }
});
