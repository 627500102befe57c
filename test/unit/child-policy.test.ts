// What of NODE_OPTIONS and of the flags children get.

import { expect } from 'chai';
import { keepFromChildren } from '../../instrumentation/child-policy.ts';

const after = (options: string | undefined, flags: string[]) => {
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
      expect(after(options, [...flags])).to.deep.equal({ options: keptOptions, flags: keptFlags });
    });
  }
});
