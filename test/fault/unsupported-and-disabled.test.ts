// R02: on a Node that the preload declines, and where it is turned off, the application runs as without it: one line at most, nothing left behind.

import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { type Ended, PRELOADS, type RunOptions, runApp } from '../support/run-app.ts';
import { writeApp } from '../support/scratch-app.ts';
import { INSTALL_WITHIN_MS, missingOldNodes, OLD_NODES } from './support/old-nodes.ts';

const APPS = join(import.meta.dirname, '../fixtures/apps');
const FORMS = ['sources', 'bundle'] as const;

/** What an application sees that looks at what is left behind, and our lines apart. */
async function facts(options: RunOptions): Promise<Ended & { readonly lines: readonly string[] }> {
  const ended = await runApp('untouched.mjs', options);
  const lines = ended.stderr.split('\n').filter((line) => line.startsWith('peragus: '));
  const stderr = ended.stderr
    .split('\n')
    .filter((line) => !line.startsWith('peragus: '))
    .join('\n');
  return { ...ended, stderr, lines };
}

const codes = ({ lines }: { readonly lines: readonly string[] }) => lines.map((line) => line.slice(9, 20));
const withoutLines = ({ lines: _, ...rest }: Awaited<ReturnType<typeof facts>>) => rest;

describe('an application that the preload leaves alone', () => {
  for (const [name, node] of OLD_NODES) {
    describe(`on ${name}`, () => {
      let bare: Awaited<ReturnType<typeof facts>>;
      before(async function () {
        this.timeout(INSTALL_WITHIN_MS);
        const why = missingOldNodes();
        if (why !== undefined) {
          console.log(`      ${name} is left out: ${why}`);
          this.skip();
        }
        bare = await facts({ preload: false, node });
        expect({ code: bare.code, stderr: bare.stderr }).to.deep.equal({ code: 0, stderr: '' });
        expect(bare.stdout).to.include('"subscribers":[]');
      });

      for (const form of FORMS) {
        // Node 16 has no --import.
        if (name !== 'node16')
          it(`has 0 traces of the ${form} after --import, and one line says why`, async () => {
            const seen = await facts({ preload: form, node });
            expect(codes(seen)).to.deep.equal(['PERAGUS-001']);
            expect(withoutLines(seen)).to.deep.equal(withoutLines(bare));
            figure('R02', `lines on ${name}`, seen.lines.length);
          });

        it(`has 0 traces of the ${form} when its own first line imports the preload, and one line says why`, async () => {
          const app = writeApp({
            'app.mjs': `import ${JSON.stringify(PRELOADS[form])};\nawait import(${JSON.stringify(join(APPS, 'untouched.mjs'))});\n`,
          });
          const seen = await runApp(app.at('app.mjs'), { preload: false, node });
          app.remove();
          expect(seen.code).to.equal(0);
          expect(seen.stderr).to.match(/^peragus: PERAGUS-001 Node v\d+\.\d+\.\d+ is not supported[^\n]*\n$/);
          expect(seen.stdout).to.equal(bare.stdout);
        });

        it(`has 0 traces after --require of the ${form}, and one line says what to do`, async () => {
          const file = join(dirname(PRELOADS[form]), 'require.cjs');
          const seen = await facts({ preload: false, node, flags: ['--require', file] });
          expect(codes(seen)).to.deep.equal(['PERAGUS-012']);
          expect({ code: seen.code, stderr: seen.stderr }).to.deep.equal({ code: 0, stderr: '' });
        });
      }
    });
  }

  for (const form of FORMS)
    it(`has 0 modules patched, 0 timers and 0 listeners of the ${form} with OTEL_SDK_DISABLED=true, and 0 lines`, async () => {
      const bare = await facts({ preload: false, env: { OTEL_SDK_DISABLED: 'true' } });
      const seen = await facts({ preload: form, env: { OTEL_SDK_DISABLED: 'true' } });
      expect(seen.lines).to.deep.equal([]);
      expect(seen).to.deep.equal(bare);
      const [left, own] = [JSON.parse(seen.stdout), JSON.parse(bare.stdout)];
      const different = Object.keys(own).filter((what) => JSON.stringify(left[what]) !== JSON.stringify(own[what]));
      figure('R02', 'kinds of things left behind where it is turned off', different.length);
    });

  it('is told apart from one that is observed: the same look finds subscribers and replaced functions there', async () => {
    const [bare, seen] = await Promise.all([
      facts({ preload: false }),
      facts({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' } }),
    ]);
    const read = ({ stdout }: Ended) => JSON.parse(stdout);
    expect(read(bare).subscribers).to.deep.equal([]);
    expect(read(seen).subscribers).to.include('http.server.request.start').and.include('console.log');
    expect(read(seen).functions).to.not.deep.equal(read(bare).functions);
    expect(Object.keys(read(seen).listeners)).to.include('beforeExit');
  });
});
