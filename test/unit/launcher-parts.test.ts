// The small parts of the launcher: options, delays, times, logs, disk space and what goes to a terminal.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect } from 'chai';
import { checkDisk, readFreeDiskBytes } from '../../stack/launcher/disk-check.ts';
import { formatElapsed, formatTable } from '../../stack/launcher/layout.ts';
import { LiveAnnouncer } from '../../stack/launcher/live-announcer.ts';
import { LogFile } from '../../stack/launcher/log-file.ts';
import { parseDuration, parseOptions, UsageError } from '../../stack/launcher/options.ts';
import { readProcess } from '../../stack/launcher/process-table.ts';
import { restartDelayMs } from '../../stack/launcher/restart-delay.ts';
import { makeDataFolder } from '../support/launcher-run.ts';

describe('the options of npm start', () => {
  it('are everything on, without an end, when nothing is said', () => {
    expect(parseOptions([])).to.deep.equal({ stackOnly: false, visitor: true, forMs: undefined, help: false });
  });

  it('may be given together and in both ways of writing a value', () => {
    const wanted = { stackOnly: true, visitor: false, forMs: 300_000, help: false };
    expect(parseOptions(['--stack-only', '--no-visitor', '--for', '5m'])).to.deep.equal(wanted);
    expect(parseOptions(['--for=5m', '--no-visitor', '--stack-only'])).to.deep.equal(wanted);
  });

  it('take durations in seconds, minutes and hours', () => {
    expect(['30s', '5m', '1h'].map(parseDuration)).to.deep.equal([30_000, 300_000, 3_600_000]);
  });

  for (const text of ['', '5', 'm', '1d', '-5s', '1.5h', '0s', '501h', '5m ', undefined]) {
    it(`refuse ${JSON.stringify(text)} as a duration`, () => {
      expect(() => parseDuration(text)).to.throw(UsageError, /^--for takes a duration such as 30s, 5m or 1h, at most 500h; it got .+\.$/);
    });
  }
});

describe('the delay before a restart', () => {
  it('doubles from 1 s to 30 s with up to a quarter of jitter', () => {
    const least = [0, 1, 2, 3, 4, 5, 6, 1_000].map((attempt) => restartDelayMs(attempt, 0) / 1_000);
    expect(least).to.deep.equal([1, 2, 4, 8, 16, 24, 24, 24]);
    expect(restartDelayMs(0, 0.999)).to.be.within(1_200, 1_250);
    expect(restartDelayMs(1_000, 0.999)).to.be.within(29_900, 30_000);
  });
});

describe('what the launcher prints', () => {
  it('shows durations as people read them', () => {
    const shown = [0, 1_240, 9_949, 9_950, 59_400, 59_500, 185_000, 3_599_000, 3_720_000].map(formatElapsed);
    expect(shown).to.deep.equal(['0.0 s', '1.2 s', '9.9 s', '10 s', '59 s', '1m 00s', '3m 05s', '59m 59s', '1h 02m']);
  });

  it('lines columns up', () => {
    expect(
      formatTable([
        ['a', 'bb', 'c'],
        ['aaa', 'b', 'c'],
      ]),
    ).to.equal('  a    bb  c\n  aaa  b   c');
  });

  it('keeps rows of a terminal within its 60 columns, and colours nothing where there are no colours', () => {
    let written = '';
    const sink = new Writable({
      write(chunk, _encoding, done) {
        written += String(chunk);
        done();
      },
    });
    const announcer = new LiveAnnouncer(
      Object.assign(sink, { isTTY: true, columns: 60, getColorDepth: () => 1 }) as unknown as NodeJS.WriteStream,
    );
    announcer.begin(['Prometheus']);
    announcer.tell('Prometheus', 'working', 'building from source');
    announcer.detail('Prometheus', 'x'.repeat(200));
    announcer.tell('Tempo', 'ready', 'ready after 1.0 s');
    announcer.end();
    const [first = '', ...redrawn] = written.replaceAll('\r', '').split('\u001b[');
    const lines = [first, ...redrawn.map((text) => text.replace(/^(\d+A|J)/, ''))].join('').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).to.be.within(50, 60);
    expect(redrawn.every((text) => /^(\d+A|J)/.test(text))).to.equal(true);
    expect(lines.some((line) => /^\d\d:\d\d:\d\d {2}Tempo +ready after 1\.0 s$/.test(line))).to.equal(true);
  });
});

describe('the log of a process', () => {
  let folder: ReturnType<typeof makeDataFolder>;
  beforeEach(() => {
    folder = makeDataFolder();
  });
  afterEach(() => folder.remove());

  it('holds at most two files of the size it is rotated at, and the newest lines', () => {
    const log = new LogFile(join(folder.data, 'logs', 'a.log'), 1_000);
    for (let line = 1; line <= 500; line += 1) log.write(Buffer.from(`line ${line}\n`));
    const [current, older] = [log.path, `${log.path}.1`].map((path) => readFileSync(path, 'utf8'));
    log.close();
    expect(current?.length).to.be.at.most(1_000);
    expect(older?.length).to.be.at.most(1_000);
    expect(`${older}${current}`).to.match(/line 499\nline 500\n$/);
  });

  it('tells the last 20 lines of the present run only', () => {
    const log = new LogFile(join(folder.data, 'a.log'));
    log.write(Buffer.from('of the run before\n'));
    log.beginRun('pid 1');
    for (let line = 1; line <= 5; line += 1) log.write(Buffer.from(`line ${line}\n`));
    expect(log.tail(20)).to.have.length(6);
    expect(log.tail(2)).to.deep.equal(['line 4', 'line 5']);
    log.close();
  });

  it('goes on after a close without writing into another file', () => {
    const log = new LogFile(join(folder.data, 'a.log'));
    log.close();
    expect(() => log.write(Buffer.from('late'))).not.to.throw();
    expect(readFileSync(log.path, 'utf8')).to.equal('');
  });
});

describe('the disk space check', () => {
  const need = { folder: '/somewhere', bytes: 200_000_000, why: 'for its stores, queues and logs', variable: 'PERAGUS_DATA_DIR' };

  it('says what is free, what is needed and what to do', () => {
    expect(() => checkDisk([need], () => 199_999_999)).to.throw(
      /^The disk of \/somewhere has 199 MB free, and the stack needs 200 MB for its stores, queues and logs: free some space, or set PERAGUS_DATA_DIR to a folder on another disk\.$/,
    );
    expect(() => checkDisk([need], () => 200_000_000)).not.to.throw();
  });

  it('measures the disk of a folder that is not there yet', () => {
    expect(readFreeDiskBytes(join(import.meta.dirname, 'not', 'there'))).to.equal(readFreeDiskBytes(import.meta.dirname));
  });
});

describe('the identity of a process', () => {
  it('stays the same, differs from that of another process, and is undefined for a pid that is free', () => {
    const own = readProcess(process.pid)?.identity;
    expect(own).to.be.a('string').and.equal(readProcess(process.pid)?.identity);
    expect(own).not.to.equal(readProcess(1)?.identity);
    expect(readProcess(2 ** 22 + 1)).to.equal(undefined);
  });
});
