// The image for Node pods, without Docker: its folder made by the Dockerfile's own commands, copied and required as the operator does.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { sendTo } from '../support/run-app.ts';
import { Sink } from '../support/sink.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const IMAGE = join(ROOT, 'collector', 'kubernetes', 'image');
const INSTRUMENTATION = readFileSync(join(ROOT, 'collector', 'kubernetes', 'generated', '30-instrumentation.yaml'), 'utf8');
/** Where the operator mounts the copy. */
const MOUNT = '/otel-auto-instrumentation-nodejs';

describe('the image for Node pods', function () {
  this.timeout(180_000);
  const scratch = mkdtempSync(join(tmpdir(), 'peragus-image-'));
  const image = join(scratch, 'autoinstrumentation');
  const mounted = join(scratch, 'otel-auto-instrumentation-nodejs');

  before(() => {
    mkdirSync(image);
    mkdirSync(mounted);
    execFileSync('npm', ['pack', '--pack-destination', scratch], { cwd: ROOT, stdio: 'ignore' });
    for (const name of ['autoinstrumentation.js', 'register.mjs']) cpSync(join(IMAGE, name), join(image, name));
    for (const [, command = ''] of readFileSync(join(IMAGE, 'Dockerfile'), 'utf8').matchAll(/^RUN (.+)$/gm)) {
      execFileSync('sh', ['-euc', command.replaceAll('/tmp/peragus', `${scratch}/peragus`)], { cwd: image, stdio: 'ignore' });
    }
    execFileSync('cp', ['-r', `${image}/.`, mounted]);
  });
  after(() => rmSync(scratch, { recursive: true, force: true }));

  it('puts the preload into a process by the option that the operator sets, from a copy that lies anywhere', async () => {
    const sink = new Sink();
    const app = join(scratch, 'app.mjs');
    writeFileSync(app, "console.log('hello from a pod');\n");
    // As the operator has it: what the Instrumentation says, and its own behind it.
    const [, ours = ''] = /value: (--import .+)/.exec(INSTRUMENTATION) ?? [];
    const options = `${ours} --require ${MOUNT}/autoinstrumentation.js`.replaceAll(MOUNT, mounted);
    const env = { ...process.env, ...sendTo(await sink.listen()), NODE_OPTIONS: options };
    const [status] = await once(spawn(process.execPath, [app], { cwd: scratch, env, stdio: 'ignore' }), 'close');
    await sink.close();
    expect(status).to.equal(0);
    expect(sink.logs.map(({ body }) => body)).to.include('hello from a pod');
  });

  it('says in one line what to do to a container that sets NODE_OPTIONS itself, and lets it run', () => {
    const NODE_OPTIONS = `--max-old-space-size=64 --require ${mounted}/autoinstrumentation.js`;
    const { status, stderr } = spawnSync(process.execPath, ['-e', ''], { env: { ...process.env, NODE_OPTIONS }, encoding: 'utf8' });
    expect(status).to.equal(0);
    expect(stderr).to.match(/^peragus: PERAGUS-012 .*--import .*register\.mjs.*\n$/);
  });

  it('fits into the volume that the Instrumentation asks for', () => {
    const mib = Number(execFileSync('du', ['-sm', image], { encoding: 'utf8' }).split('\t')[0]);
    const limit = /volumeLimitSize: (\d+)Mi/.exec(INSTRUMENTATION)?.[1];
    expect(mib).to.be.lessThan(Number(limit) * 0.75);
  });
});
