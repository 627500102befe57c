// What of NODE_OPTIONS and of the flags children get.

import { expect } from 'chai';
import { isClusterWorker, keepFromChildren, withPreload } from '../../instrumentation/child-policy.ts';

const keptOf = (options: string | undefined, flags: string[]) => {
  const environment: NodeJS.ProcessEnv = options === undefined ? {} : { NODE_OPTIONS: options };
  keepFromChildren(environment, flags);
  return { options: environment.NODE_OPTIONS, flags };
};

describe('keepFromChildren', () => {
  const own = '@peragus/observability/register';
  const cases: readonly (readonly [string | undefined, string[], string | undefined, string[]])[] = [
    [undefined, ['--import', own], undefined, []],
    [`--import ${own}`, [], undefined, []],
    [`--import=${own} --trace-warnings`, [], '--trace-warnings', []],
    [`--max-old-space-size=200 --import "/x/dist/instrumentation/register.js"`, [], '--max-old-space-size=200', []],
    ['--import ./other.mjs', ['--import', 'tsx', '--import', own, '--inspect'], '--import ./other.mjs', ['--import', 'tsx', '--inspect']],
    ['--require ./my-register.js', ['-r', './register.js'], '--require ./my-register.js', ['-r', './register.js']],
  ];
  for (const [options, flags, keptOptions, keptFlags] of cases) {
    it(`makes ${JSON.stringify({ options: keptOptions, flags: keptFlags })} of ${JSON.stringify({ options, flags })}`, () => {
      expect(keptOf(options, [...flags])).to.deep.equal({ options: keptOptions, flags: keptFlags });
    });
  }
});

describe('withPreload', () => {
  it('puts the preload behind the options of the application, once, in a form that keepFromChildren takes out again', () => {
    const options = withPreload('--max-old-space-size=200');
    expect(options).to.match(/^--max-old-space-size=200 --import file:\/\/\S+\/instrumentation\/register\.ts$/);
    expect(withPreload(options)).to.equal(options);
    expect(keptOf(options, []).options).to.equal('--max-old-space-size=200');
    expect(keptOf(withPreload(undefined), []).options).to.equal(undefined);
  });
});

describe('isClusterWorker', () => {
  it('knows the environment of a worker by the number that node:cluster hands it', () => {
    expect(isClusterWorker(new Map([['NODE_UNIQUE_ID', '1']]))).to.equal(true);
    expect(isClusterWorker(new Map([['PATH', '/bin']]))).to.equal(false);
  });
});
