// The resolver takes a set program as it is, and one on PATH only when it is the right one in a pinned version.

import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { attempt, createScratch, failureOf, type Scratch, writeProgram, writeScript } from '../support/resolve-scratch.ts';

describe('resolveBackend: setting and PATH', () => {
  let scratch: Scratch;
  beforeEach(async () => {
    scratch = await createScratch();
  });
  afterEach(async () => await scratch.remove());

  it('takes the set program and the tool beside it, whatever their version', async () => {
    const folder = path.join(scratch.folder, 'elsewhere');
    scratch.environment.PERAGUS_PROMETHEUS_BIN = await writeProgram(folder, 'prometheus', 'prometheus, version 2.1.0 (branch: x)');
    await writeProgram(folder, 'promtool', '');
    const { events, resolution } = attempt(scratch, 'prometheus');
    expect(await resolution).to.deep.equal({
      programs: { prometheus: path.join(folder, 'prometheus'), promtool: path.join(folder, 'promtool') },
      how: 'setting',
      version: '2.1.0',
    });
    expect(events.map(({ kind }) => kind)).to.deep.equal(['trying', 'done']);
  });

  it('looks for the tool of a set program on PATH, and says unknown when the program tells no version', async () => {
    scratch.environment.PERAGUS_PROMETHEUS_BIN = await writeProgram(scratch.folder, 'my-prometheus', 'prometheus, version  (branch: )');
    await writeProgram(scratch.bin, 'promtool', '');
    const { programs, version } = await attempt(scratch, 'prometheus').resolution;
    expect(programs.promtool).to.equal(path.join(scratch.bin, 'promtool'));
    expect(version).to.equal('unknown');
  });

  it('refuses a set path that does not exist, is a folder or is not executable, though PATH has the program', async () => {
    await writeProgram(scratch.bin, 'loki', 'loki, version 3.7.8 (branch: x)');
    const plain = await writeProgram(scratch.folder, 'plain', '');
    await chmod(plain, 0o644);
    for (const [value, fault] of [
      [path.join(scratch.folder, 'nothing'), 'does not exist'],
      [scratch.folder, 'is not a file'],
      [plain, 'is not executable'],
    ] as const) {
      scratch.environment.PERAGUS_LOKI_BIN = value;
      const failure = await failureOf(attempt(scratch, 'loki').resolution);
      expect(failure.code).to.equal('bad-setting');
      expect(failure.message).to.equal(
        `PERAGUS_LOKI_BIN is "${value}", which ${fault}; set it to the path of a loki program, or unset it.`,
      );
    }
  });

  it('refuses a set program whose tool is nowhere', async () => {
    scratch.environment.PERAGUS_ALERTMANAGER_BIN = await writeProgram(scratch.folder, 'alertmanager', '');
    const failure = await failureOf(attempt(scratch, 'alertmanager').resolution);
    expect(failure.code).to.equal('bad-setting');
    expect(failure.message).to.contain('amtool is neither beside it nor on PATH');
  });

  it('takes a program of the pinned minor version from PATH with its tool', async () => {
    await writeProgram(scratch.bin, 'prometheus', 'prometheus, version 3.16.2 (branch: HEAD, revision: abc)');
    await writeProgram(scratch.bin, 'promtool', '');
    const { how, version } = await attempt(scratch, 'prometheus').resolution;
    expect([how, version]).to.deep.equal(['path', '3.16.2']);
  });

  it('takes otelcol-contrib of the pinned minor version for the Collector', async () => {
    const contrib = await writeProgram(scratch.bin, 'otelcol-contrib', 'otelcol-contrib version 0.158.1');
    const { programs, how } = await attempt(scratch, 'collector').resolution;
    expect(how).to.equal('path');
    expect(programs).to.deep.equal({ 'otelcol-peragus': contrib });
  });

  it('passes the wrong version on PATH and finds the right one further on', async () => {
    await writeProgram(scratch.bin, 'tempo', 'tempo, version 3.0.0 (branch: x)');
    const right = await writeProgram(path.join(scratch.folder, 'second'), 'tempo', 'tempo, version 2.9.4 (branch: x)');
    scratch.environment.PATH += path.delimiter + path.dirname(right);
    expect((await attempt(scratch, 'tempo').resolution).programs.tempo).to.equal(right);
  });

  for (const [what, body, reason] of [
    ['another program named loki', "echo 'LOKI, linkage analysis, 2.4.7_4'", 'says "LOKI, linkage analysis'],
    ['a loki of another minor version', "echo 'loki, version 3.6.9 (branch: x)'", '3.6.9'],
    ['a loki that never answers, after 5 s', 'sleep 60', 'did not end within 5 s'],
  ] as const) {
    it(`leaves ${what} on PATH alone and says so`, async () => {
      await writeScript(path.join(scratch.bin, 'loki'), body);
      const { events, resolution } = attempt(scratch, 'loki');
      expect((await failureOf(resolution)).code).to.equal('go-missing');
      const skipped = events.find((event) => event.kind === 'skipped' && event.step === 'path');
      expect(skipped).to.have.property('because').that.contains('is not Loki 3.7').and.contains(reason);
    });
  }

  it('leaves a program on PATH alone when its tool is missing', async () => {
    await writeProgram(scratch.bin, 'prometheus', 'prometheus, version 3.16.0 (branch: x)');
    await rm(path.join(scratch.bin, 'promtool'), { force: true });
    const { events, resolution } = attempt(scratch, 'prometheus');
    await failureOf(resolution);
    expect(JSON.stringify(events)).to.contain('has no promtool beside it or on PATH');
  });
});
