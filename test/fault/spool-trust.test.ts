// S15: nobody else can read the spool, nor make the preload write or send what isn't its own.

import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { figure } from '../support/figures.ts';
import { runApp, sendTo, startApp } from '../support/run-app.ts';
import { SpoolFolder } from '../support/spool.ts';
import { waitFor } from '../support/wait.ts';
import { FaultSink } from './support/fault-sink.ts';

const OWNER = process.getuid?.() ?? 0;
const LATE = { OTEL_BSP_SCHEDULE_DELAY: '60000', OTEL_BLRP_SCHEDULE_DELAY: '60000' };
const NOBODY = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...LATE };
const modeOf = (path: string) => lstatSync(path).mode & 0o777;

describe('S15: the spool', () => {
  let temporary = '';
  let folder = '';
  beforeEach(() => {
    temporary = realpathSync(mkdtempSync(join(tmpdir(), 'peragus-shared-')));
    folder = join(temporary, `peragus-observability-spool-${OWNER}`);
  });
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  /** Ends with something in its hands; the spool lies where it does by itself, in this temporary folder. */
  const leave = () => runApp('last-moments.mjs', { env: { ...NOBODY, PERAGUS_SPOOL_DIR: '', TMPDIR: temporary }, args: ['exit', '5'] });

  it('is a folder of mode 0700 with files of mode 0600, whatever the umask', async () => {
    const umask = process.umask(0);
    await leave().finally(() => process.umask(umask));
    const [service = ''] = readdirSync(folder);
    expect([modeOf(folder), modeOf(join(folder, service))]).to.deep.equal([0o700, 0o700]);
    figure('S15', 'bits for others of the folder and its files', (modeOf(folder) | modeOf(join(folder, service))) & 0o077);
    const files = readdirSync(join(folder, service)).map((name) => join(folder, service, name));
    expect(files).to.have.lengthOf(2);
    expect(files.map(modeOf)).to.deep.equal([0o600, 0o600]);
  });

  it('is refused where a link was planted in its place: nothing is written behind it', async () => {
    const elsewhere = join(temporary, 'elsewhere');
    mkdirSync(elsewhere, { mode: 0o700 });
    symlinkSync(elsewhere, folder);
    const { code, stderr } = await leave();
    expect(code).to.equal(5);
    expect(stderr).to.include('PERAGUS-009').and.include('is a link');
    expect(readdirSync(elsewhere)).to.deep.equal([]);
    figure('S15', 'files written behind a link', readdirSync(elsewhere).length);
  });

  it('is refused where it belongs to somebody else or is open to others', async function () {
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o777);
    expect((await leave()).stderr).to.include('PERAGUS-009');
    expect(readdirSync(folder)).to.deep.equal([]);
    if (OWNER !== 0) return this.skip();
    chmodSync(folder, 0o700);
    chownSync(folder, 12_345, 12_345);
    expect((await leave()).stderr).to.include('PERAGUS-009');
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('sends no file that a link leads to, nor one that others could have written', async () => {
    const spool = new SpoolFolder();
    await runApp('last-moments.mjs', { env: { ...NOBODY, ...spool.env }, args: ['exit', '5'] });
    const [logs, traces] = ['logs', 'traces'].map((signal) => spool.files().find((file) => file.signal === signal));
    if (!logs || !traces) throw new Error('two files were expected');
    const secret = join(temporary, 'secret');
    writeFileSync(secret, logs.text, { mode: 0o600 });
    const planted = join(dirname(logs.path), 'logs-1000000000000-00000000-1-5.jsonl');
    symlinkSync(secret, planted);
    chmodSync(traces.path, 0o666);
    await FaultSink.use(async (sink) => {
      const app = startApp('lives.mjs', { env: { ...sendTo(sink.endpoint), ...spool.env } });
      await waitFor('all to be sent or set aside', () => spool.files().every(({ state }) => state === 'damaged'), 10_000);
      app.child.kill('SIGTERM');
      await app.ended;
      expect(sink.received.unique('traces')).to.equal(0);
      // Those of the true file.
      expect([...sink.received.keys('logs')].filter((key) => key.includes('#'))).to.have.lengthOf(5);
      expect(existsSync(secret)).to.equal(true);
    });
    spool.remove();
  });

  it('holds no secret of an address: what is written is redacted', async () => {
    const spool = new SpoolFolder();
    await runApp('leaks.mjs', { env: { ...NOBODY, ...spool.env } });
    const text = spool
      .files()
      .map((file) => file.text)
      .join('');
    expect(text).to.include('/login').and.not.include('canary-secret');
    figure('S15', 'secrets in the spool', text.split('canary-secret').length - 1);
    spool.remove();
  });
});
