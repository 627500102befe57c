// The path of a router's layer, read back out of what Express 4 or an older `router` keeps of it: never one for each value.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import { consumedBy, type Layer, patternText, rememberPath, templateOf } from '../../instrumentation/libraries/express/layer.ts';

const express4 = createRequire(join(import.meta.dirname, '../fixtures/express4/package.json'));
const Layer4 = express4('express/lib/router/layer.js') as new (path: unknown, options: unknown, handler: () => void) => Layer;
const mount = (path: unknown) => new Layer4(path, { end: false }, () => undefined);

describe('a mount path of Express 4', () => {
  const same = ['/api', '/users/:user', '/a/:x/b/:y?', '/f/*', '/files/:name.:ext', '/a.b-c', '/API/v1', '/a/:x|/b'];
  for (const path of same) {
    it(`is read back: ${path}`, () => expect(templateOf(mount(path.includes('|') ? path.split('|') : path), '')).to.equal(path));
  }
  it('is its regular expression where it was one', () => {
    for (const path of [/^\/v\d+/, /^\/(?<name>\w+)/]) expect(templateOf(mount(path), '')).to.equal(String(path));
  });
  it('is what the application wrote, where that was seen', () => {
    const layer = mount('/n/:id(\\d+)/');
    rememberPath(layer, '/n/:id(\\d+)/', { end: false });
    expect(templateOf(layer, '/n/7')).to.equal('/n/:id(\\d+)');
  });
  it('takes a beginning of the path', () => {
    expect(consumedBy(mount('/users/:user'), '/users/7/notes')).to.equal('/users/7');
    expect(consumedBy(mount('/users'), '/usersandmore')).to.equal(undefined);
  });
});

describe('a mount path of router 2.0, which keeps functions only', () => {
  const layer = (params: Record<string, string>): Layer => ({ matchers: [(path) => ({ path, params })] });
  it('has names in place of values', () => expect(templateOf(layer({ user: 'a b' }), '/users/a%20b')).to.equal('/users/:user'));
  it('has no case, as callers may choose theirs', () => expect(templateOf(layer({}), '/ApI')).to.equal('/api'));
  it('is unknown where a value is only a part of a segment', () =>
    expect(templateOf(layer({ from: '1', to: '2' }), '/range/1-2')).to.equal(undefined));
});

describe('patternText', () => {
  it('joins several paths', () => expect(patternText(['/a', /b/])).to.equal('/a|/b/'));
});
