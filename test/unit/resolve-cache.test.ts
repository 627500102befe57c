// The resolver's cache: made once, checked at every use, and a damaged entry is named and refused.

import { appendFile, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { findCacheFolder } from '../../stack/resolve/cache-folder.ts';
import { attempt, createScratch, failureOf, type Scratch, writeFakeGo } from '../support/resolve-scratch.ts';

describe('resolveBackend: cache', () => {
  let scratch: Scratch;
  let entry: string;

  beforeEach(async () => {
    scratch = await createScratch();
    await writeFakeGo(scratch);
    const { programs, how } = await attempt(scratch, 'prometheus').resolution;
    expect(how).to.equal('built');
    entry = path.dirname(programs.prometheus ?? '');
    await rm(path.join(scratch.bin, 'go'));
  });
  afterEach(async () => await scratch.remove());

  it('needs no go the second time, and names the entry after version, platform and recipe', async () => {
    const { programs, how } = await attempt(scratch, 'prometheus').resolution;
    expect(how).to.equal('cache');
    expect(programs).to.deep.equal({ prometheus: path.join(entry, 'prometheus'), promtool: path.join(entry, 'promtool') });
    expect(path.basename(entry)).to.match(new RegExp(`^prometheus-3\\.16\\.0-${process.platform}-${process.arch}-[0-9a-f]{12}$`));
    expect(await readdir(scratch.cache)).to.deep.equal([path.basename(entry)]);
  });

  it('makes a new entry when a source of the recipe changes', async () => {
    const repository = path.join(scratch.folder, 'repository');
    const folder = path.join(repository, 'stack', 'backends', 'prometheus');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'go.mod'), 'module x\n\ngo 1.26.0\n');
    await writeFile(path.join(folder, 'go.sum'), '');
    const failure = await failureOf(attempt(scratch, 'prometheus', { repository }).resolution);
    expect(failure.code).to.equal('go-missing');
  });

  const damages: readonly [string, string, (entry: string) => Promise<void>][] = [
    ['a program is missing', 'promtool does not exist', async (folder) => await rm(path.join(folder, 'promtool'))],
    [
      'a program has grown',
      /promtool has \d+ bytes instead of \d+/.source,
      async (folder) => await appendFile(path.join(folder, 'promtool'), '#'),
    ],
    ['a byte of a program is another, with size and times set back', 'promtool has changed', flipByte],
    ['entry.json is missing', 'entry.json is missing', async (folder) => await rm(path.join(folder, 'entry.json'))],
    ['entry.json is cut', 'entry.json is unreadable', async (folder) => await writeFile(path.join(folder, 'entry.json'), '{"versi')],
    [
      'entry.json is of something else',
      'entry.json is incomplete',
      async (folder) => await writeFile(path.join(folder, 'entry.json'), '{}'),
    ],
  ];
  for (const [what, says, damage] of damages) {
    it(`refuses an entry when ${what}, and names the folder to delete`, async () => {
      await damage(entry);
      const failure = await failureOf(attempt(scratch, 'prometheus').resolution);
      expect(failure.code).to.equal('corrupt-entry');
      expect(failure.message).to.match(
        new RegExp(`^The cache entry ${entry} is corrupt: ${says}.*; delete that folder and start again\\.$`),
      );
    });
  }

  it('works again after the folder that the error names is deleted', async () => {
    await flipByte(entry);
    await failureOf(attempt(scratch, 'prometheus').resolution);
    await rm(entry, { recursive: true });
    await writeFakeGo(scratch);
    expect((await attempt(scratch, 'prometheus').resolution).how).to.equal('built');
  });

  it('keeps the verdict on unchanged programs, and comes to the same one after it is gone', async () => {
    const verdict = path.join(entry, 'verified.json');
    const before = await readFile(verdict, 'utf8');
    await attempt(scratch, 'prometheus').resolution;
    expect(await readFile(verdict, 'utf8')).to.equal(before);
    await rm(verdict);
    await attempt(scratch, 'prometheus').resolution;
    expect(await readFile(verdict, 'utf8')).to.equal(before);
  });
});

async function flipByte(folder: string): Promise<void> {
  const file = path.join(folder, 'promtool');
  const { atime, mtime } = await stat(file);
  const content = await readFile(file);
  content[content.length - 2] = (content.at(-2) ?? 0) ^ 1;
  await writeFile(file, content);
  await utimes(file, atime, mtime);
}

describe('findCacheFolder', () => {
  const cases: readonly [NodeJS.Platform, NodeJS.ProcessEnv, string][] = [
    ['linux', { HOME: '/home/u' }, '/home/u/.cache/peragus-observability'],
    ['linux', { HOME: '/home/u', XDG_CACHE_HOME: '/x' }, '/x/peragus-observability'],
    ['linux', { HOME: '/home/u', XDG_CACHE_HOME: 'relative' }, '/home/u/.cache/peragus-observability'],
    ['linux', { HOME: '/home/u', XDG_CACHE_HOME: '/x', PERAGUS_CACHE_DIR: '/mine' }, '/mine'],
    ['darwin', { HOME: '/Users/u' }, '/Users/u/Library/Caches/peragus-observability'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/peragus-observability/cache'],
  ];
  for (const [platform, environment, folder] of cases) {
    it(`is ${folder} on ${platform} with ${JSON.stringify(environment)}`, () => {
      expect(findCacheFolder(environment, platform)).to.equal(folder);
    });
  }
});
