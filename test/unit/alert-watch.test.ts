// The watch of alerts ends when it is told to, also while it waits for an answer: the live proof would go on for ever after its last line.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';

const REPOSITORY = join(import.meta.dirname, '../..');
const ENDS_WITHIN_MS = 20_000;

/** Stops the watch at its first question, which is answered afterwards. */
const SCRIPT = `
  import { createServer } from 'node:http';
  import { AlertWatch } from './test/prove/alert-watch.ts';
  const server = createServer((request, response) => {
    watch.stop();
    response.end('[]');
    server.close();
  }).listen(0, '127.0.0.1', () => watch.start());
  const watch = new AlertWatch({ url: () => 'http://127.0.0.1:' + server.address().port });
`;

describe('the watch of alerts', () => {
  it('asks nobody any more once it is stopped in the midst of a question', function () {
    this.timeout(2 * ENDS_WITHIN_MS);
    const options = { cwd: REPOSITORY, timeout: ENDS_WITHIN_MS, encoding: 'utf8' } as const;
    const { status, signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', SCRIPT], options);
    expect({ status, signal, stderr }).to.deep.equal({ status: 0, signal: null, stderr: '' });
  });
});
