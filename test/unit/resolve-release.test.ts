// The resolver takes an official release archive only when the release's own sha256 says it is whole; all else falls through to go.

import { readdir } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { expect } from 'chai';
import type { BackendName } from '../../stack/process-spec.ts';
import { RECIPES } from '../../stack/resolve/recipes.ts';
import { fillIn, findTarget } from '../../stack/resolve/target.ts';
import { type Answer, openReleaseSite, packTarGz, packZip, type ReleaseSite, sumLine } from '../support/release-site.ts';
import { attempt, createScratch, failureOf, type Scratch, writeFakeGo } from '../support/resolve-scratch.ts';

const TARGET = findTarget();

/** Where the pinned release of a back end lies on a site. */
function locate(name: BackendName): { archive: string; archivePath: string; sumsPath: string; member: (program: string) => string } {
  const { project, version, archive: template, checksums, members } = RECIPES[name].release;
  const base = `/${project}/releases/download/v${version}`;
  const archive = fillIn(template, version, TARGET);
  return {
    archive,
    archivePath: `${base}/${archive}`,
    sumsPath: `${base}/${checksums}`,
    member: (program) => fillIn(members[program] ?? '', version, TARGET),
  };
}

const script = (answer: string): string => `#!/bin/sh\necho '${answer}'\n`;

/** An alertmanager archive as the project packs it: in a folder of its own. */
const ALERTMANAGER = packTarGz({
  'alertmanager-x/alertmanager': script('alertmanager, version 0.31.1 (branch: HEAD)'),
  'alertmanager-x/amtool': script('amtool, version 0.31.1'),
  'alertmanager-x/LICENSE': 'text',
});

describe('resolveBackend: official release', () => {
  const place = locate('alertmanager');
  let scratch: Scratch;
  let site: ReleaseSite | undefined;

  beforeEach(async () => {
    scratch = await createScratch();
  });
  afterEach(async () => {
    await site?.close();
    site = undefined;
    await scratch.remove();
  });

  async function open(answers: Readonly<Record<string, Answer>>): Promise<ReleaseSite> {
    site = await openReleaseSite(answers);
    scratch.environment.PERAGUS_RELEASE_URL = `${site.url}/`;
    return site;
  }

  it('unpacks a .tar.gz whose sha256 is the published one, reports its bytes, and finds it in the cache next time', async () => {
    await open({
      [place.sumsPath]: `${'0'.repeat(64)}  other.tar.gz\n${sumLine(ALERTMANAGER, place.archive)}`,
      [place.archivePath]: ALERTMANAGER,
    });
    const { events, resolution } = attempt(scratch, 'alertmanager');
    const { how, version, programs } = await resolution;
    expect([how, version]).to.deep.equal(['release', '0.31.1']);
    expect(Object.keys(programs)).to.deep.equal(['alertmanager', 'amtool']);
    expect(events.findLast((event) => event.kind === 'downloading')).to.include({
      file: place.archive,
      receivedBytes: ALERTMANAGER.length,
      totalBytes: ALERTMANAGER.length,
    });
    expect(await readdir(scratch.cache)).to.deep.equal([path.basename(path.dirname(programs.amtool ?? ''))]);
    expect((await attempt(scratch, 'alertmanager').resolution).how).to.equal('cache');
  });

  it('unpacks a .zip whose program is named after the platform', async () => {
    const loki = locate('loki');
    const zip = packZip(loki.member('loki'), script('loki, version 3.7.8 (branch: HEAD)'));
    await open({ [loki.sumsPath]: sumLine(zip, `./dist/${loki.archive}`), [loki.archivePath]: zip });
    const { how, programs } = await attempt(scratch, 'loki').resolution;
    expect(how).to.equal('release');
    expect(path.basename(programs.loki ?? '')).to.equal(`loki${TARGET.suffix}`);
  });

  const bad: readonly [string, Readonly<Record<string, Answer>>, RegExp][] = [
    [
      'has another sha256',
      { [place.sumsPath]: sumLine(Buffer.from('x'), place.archive), [place.archivePath]: ALERTMANAGER },
      /was thrown away: its sha256 is/,
    ],
    [
      'is cut off',
      { [place.sumsPath]: sumLine(ALERTMANAGER, place.archive), [place.archivePath]: cutOff },
      /can't be reached or broke off/,
    ],
    ['stops sending', { [place.sumsPath]: sumLine(ALERTMANAGER, place.archive), [place.archivePath]: hang }, /no byte for too long/],
    ['is not in the release', { [place.sumsPath]: sumLine(ALERTMANAGER, place.archive) }, /answers 404$/],
    [
      'is not in the list of sums',
      { [place.sumsPath]: sumLine(ALERTMANAGER, 'other.tar.gz') },
      /the official release has no alertmanager-/,
    ],
    ['has no list of sums', { [place.archivePath]: ALERTMANAGER }, /sha256sums\.txt answers 404$/],
    ['lacks a program', packed({ alertmanager: script('alertmanager, version 0.31.1') }), /holds no amtool/],
    ['is no archive', answersFor(Buffer.from('no archive')), /tar can't unpack/],
    [
      'holds a program that does not run here',
      packed({ alertmanager: 'not a program for this machine', amtool: '' }),
      /the program of the official release does not run here/,
    ],
  ];
  for (const [what, answers, because] of bad) {
    it(`goes on to go build when the archive ${what}, and keeps nothing of it`, async () => {
      await writeFakeGo(scratch);
      await open(answers);
      const { events, resolution } = attempt(scratch, 'alertmanager');
      const { how, programs } = await resolution;
      expect(how).to.equal('built');
      const skipped = events.find((event) => event.kind === 'skipped' && event.step === 'release');
      expect(skipped).to.have.property('because').that.matches(because);
      expect(await readdir(scratch.cache)).to.deep.equal([path.basename(path.dirname(programs.amtool ?? ''))]);
    });
  }

  it('asks a site that does not answer once, for 5 s, and not again for the next back end', async () => {
    const { url, asked } = await open({ [place.sumsPath]: hang });
    const first = await failureOf(attempt(scratch, 'alertmanager').resolution);
    expect(first.code).to.equal('go-missing');
    expect(first.message).to.contain(`${new URL(url).host} can't be reached or broke off (no answer within 5 s)`);
    const second = await failureOf(attempt(scratch, 'loki').resolution);
    expect(second.message).to.contain('no answer within 5 s');
    expect(asked).to.deep.equal([place.sumsPath]);
  });

  it('asks a site again for the next back end after a 404', async () => {
    const { asked } = await open({});
    await failureOf(attempt(scratch, 'alertmanager').resolution);
    await failureOf(attempt(scratch, 'loki').resolution);
    expect(asked).to.have.length(2);
  });

  for (const url of ['http://mirror.example', 'ftp://mirror.example', 'mirror']) {
    it(`refuses ${url} as PERAGUS_RELEASE_URL`, async () => {
      scratch.environment.PERAGUS_RELEASE_URL = url;
      const failure = await failureOf(attempt(scratch, 'alertmanager').resolution);
      expect(failure.code).to.equal('bad-setting');
      expect(failure.message).to.equal(`PERAGUS_RELEASE_URL is "${url}"; it takes an https address that stands for https://github.com.`);
    });
  }

  function packed(files: Readonly<Record<string, string>>): Readonly<Record<string, Answer>> {
    return answersFor(packTarGz(files));
  }

  function answersFor(archive: Buffer): Readonly<Record<string, Answer>> {
    return { [place.sumsPath]: sumLine(archive, place.archive), [place.archivePath]: archive };
  }
});

function cutOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': ALERTMANAGER.length });
  response.write(ALERTMANAGER.subarray(0, 100), () => response.destroy());
}

function hang(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': ALERTMANAGER.length });
  response.flushHeaders();
}
