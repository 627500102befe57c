// Mocha's spec reporter, closed by what scripts/tests/mocha.ts reads: the files in which a test failed, and `N passed, N failed[, N skipped]`.
const { reporters, Runner } = require('mocha');

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS, EVENT_TEST_PENDING } = Runner.constants;

const line = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const files = new Map();
    const count = (key) => (test) => {
      const file = test.file ?? test.parent?.file;
      const counts = files.get(file) ?? { passed: 0, failed: 0, skipped: 0 };
      counts[key] += 1;
      files.set(file, counts);
    };
    runner.on(EVENT_TEST_PASS, count('passed'));
    runner.on(EVENT_TEST_FAIL, count('failed'));
    runner.on(EVENT_TEST_PENDING, count('skipped'));
    runner.once(EVENT_RUN_END, () => {
      for (const [file, counts] of files) if (counts.failed > 0) process.stdout.write(`in ${file}: ${line(counts)}\n`);
      const { passes, failures, pending } = this.stats;
      process.stdout.write(`${line({ passed: passes, failed: failures, skipped: pending })}\n`);
    });
  }
}

module.exports = CountingReporter;
