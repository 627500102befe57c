// An application bundled by esbuild: no package is left to patch, so each attempt is an operation of its own, and none is missed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { operationsIn, proveAgainst, proveSilent } from '../support/ai-proof.ts';
import { runBoth } from '../support/ai-run.ts';
import { seen } from '../support/run-app.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

for (const major of [3, 5, 7]) {
  it(`every request of a bundled AI SDK ${major} is seen, and the application gets the same`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'peragus-ai-bundle-'));
    try {
      const outfile = join(folder, 'app.mjs');
      const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
      const entry = join(FIXTURES, `ai${major}`, 'app.mjs');
      await build({ entryPoints: [entry], outfile, bundle: true, minify: true, platform: 'node', format: 'esm', banner: { js: banner } });
      const { bare, observed, stub, sink } = await runBoth(outfile);
      expect(bare.code, bare.stderr).to.equal(0);
      // A minified bundle hides its libraries, which the preload says in one line; what goes by fetch is seen all the same.
      const said = /^peragus: PERAGUS-008 Libraries inside the bundle .* are not seen\.\n/m;
      expect(observed.stderr).to.match(said);
      const others = observed.stderr.replace(said, '');
      expect(seen({ ...observed, stderr: others })).to.deep.equal(seen(bare));
      proveAgainst(stub, sink);
      expect(operationsIn(sink)).to.have.lengthOf(stub.attempts.length);
      proveSilent(sink);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
