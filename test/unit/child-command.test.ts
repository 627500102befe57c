// What a child is called, and that nothing of its arguments goes into that.

import { expect } from 'chai';
import { isListed } from '../../instrumentation/child-policy.ts';
import { boundedName, describeCommand } from '../../instrumentation/libraries/child-process/command.ts';

const shell = (text: string) => ['/bin/sh', '-c', text];

describe('describeCommand', () => {
  const cases: readonly (readonly [string, readonly string[], string, string | undefined])[] = [
    ['git', ['git', 'push', 'https://user:secret@host'], 'git', undefined],
    ['/usr/local/bin/node', ['node', '--inspect', '/home/ada/cell.js', 'secret'], 'node', 'cell.js'],
    ['node', ['node', '--import', 'tsx', '-r', './x.js', 'cell.ts'], 'node', 'cell.ts'],
    ['node', ['node', '-e', 'secret()'], 'node', undefined],
    ['node', ['node', '--eval', 'secret()', 'x.js'], 'node', undefined],
    ['node', ['node'], 'node', undefined],
    ['C:\\Program Files\\nodejs\\node.EXE', ['node', 'C:\\cells\\cell.js'], 'node', 'cell.js'],
    ['npx', ['npx', '--yes', 'depcheck'], 'npx', 'depcheck'],
    ['/bin/sh', shell('npm run depcheck -- --token=secret'), 'npm', undefined],
    ['/bin/sh', shell('TOKEN=secret HOME="a b" node "/a b/cell.js"'), 'node', 'cell.js'],
    ['/bin/sh', shell('"/usr/bin/my tool" --x'), 'sh', undefined],
    ['/bin/sh', shell('$(secret)'), 'sh', undefined],
    ['/bin/sh', shell('TOKEN=secret'), 'sh', undefined],
    ['/bin/sh', shell(''), 'sh', undefined],
    ['/bin/sh', ['sh', 'script.sh'], 'sh', undefined],
    ['C:\\Windows\\system32\\cmd.exe', ['cmd.exe', '/d', '/s', '/c', '"npm.cmd install"'], 'npm', undefined],
    ['/opt/my tool (1)', ['x'], '_OTHER', undefined],
    ['node', ['node', '/x/a name with secret spaces.js'], 'node', undefined],
    ['', [], '_OTHER', undefined],
  ];
  for (const [file, args, executable, script] of cases) {
    it(`calls ${JSON.stringify(args)} ${executable} ${script ?? 'without script'}`, () => {
      const command = describeCommand(file, args);
      expect([command.executable, command.script]).to.deep.equal([executable, script]);
      expect(JSON.stringify({ executable: command.executable, script: command.script })).to.not.include('secret');
    });
  }
});

describe('a child is listed', () => {
  const server = describeCommand('node', ['node', '/app/node_modules/srcbook/dist/src/server.mjs']);
  const cell = describeCommand('node', ['node', '/home/ada/.srcbook/x/src/server-cell.mjs']);
  it('by its script, with or without ending, by its package, or by *', () => {
    for (const name of ['server.mjs', 'server', 'srcbook', '*']) expect(isListed(server.names, ['other', name])).to.equal(true);
    expect(isListed(describeCommand('/app/node_modules/.bin/srcbook', ['srcbook', 'start']).names, ['srcbook'])).to.equal(true);
    expect(
      isListed(describeCommand('node', ['node', '/a/node_modules/.pnpm/x@1/node_modules/@scope/x/cli.js']).names, ['@scope/x']),
    ).to.equal(true);
    expect(isListed(describeCommand('/bin/sh', shell('exec=1 srcbook start')).names, ['srcbook'])).to.equal(true);
  });
  it('by nothing less: part of a name, a folder, an empty list', () => {
    for (const list of [['srcbook', 'server.mjs', 'server', 'src', 'ada'], []]) expect(isListed(cell.names, list)).to.equal(false);
  });
});

describe('boundedName', () => {
  it('knows 50 programs by name and the rest as _OTHER', () => {
    const names = Array.from({ length: 60 }, (_, at) => boundedName(`tool-${at}`));
    expect(new Set(names).size).to.be.at.most(51);
    expect(names.at(-1)).to.equal('_OTHER');
    expect(boundedName('tool-0')).to.equal('tool-0');
  });
});
