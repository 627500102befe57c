// Which Node versions the preload runs on.

import { expect } from 'chai';
import { isSupported } from '../../instrumentation/guard.ts';

describe('isSupported', () => {
  for (const version of ['v22.22.3', 'v22.23.0', 'v24.11.1', 'v24.21.0', 'v25.1.0', 'v26.0.0', 'v27.3.1']) {
    it(`takes ${version}`, () => expect(isSupported(version)).to.equal(true));
  }
  for (const version of ['v18.20.0', 'v20.20.2', 'v22.22.2', 'v23.11.0', 'v24.11.0', 'v25.0.0', 'nonsense', '']) {
    it(`declines ${version || 'an empty version'}`, () => expect(isSupported(version)).to.equal(false));
  }
});
