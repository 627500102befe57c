// Runs the generated rules and their cases through the real promtool, and shows that the cases notice when a rule is broken.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { buildAlerts } from '../../alerts/build.ts';
import { catalogue } from '../../alerts/catalogue/index.ts';
import { resolveBackend } from '../../stack/resolve/resolve.ts';
import { type Mutant, mutantsOf, mutateFiles, type RuleOfGroup } from '../support/rule-mutants.ts';

const repository = join(import.meta.dirname, '..', '..');
const generated = join(repository, 'alerts', 'generated');
/** The first run on a machine may build Prometheus. */
const RESOLVE_DEADLINE_MS = 20 * 60_000;
/** One file takes 1 to 20 s on a machine of two processors, and a busy one is slower. */
const PROMTOOL_DEADLINE_MS = 10 * 60_000;
const ALL_DEADLINE_MS = 60 * 60_000;

/**
 * All mutants take a quarter of an hour: `npm run prove:rules` asks for them, `npm test` for those of a few rules, the same ones
 * each time, so that no test fails by the calendar. PERAGUS_MUTANTS is `all`, or the name of an alert.
 */
const ASKED = process.env.PERAGUS_MUTANTS;
const SAMPLE_RULES = 4;
const RULES: readonly RuleOfGroup[] = catalogue.flatMap((group) => group.rules.map((rule) => ({ group, rule })));
const TURNS = Math.ceil(RULES.length / SAMPLE_RULES);
const isChosen = ({ rule }: RuleOfGroup, index: number): boolean =>
  ASKED === undefined ? index % TURNS === 0 : ASKED === 'all' || ASKED === rule.alert;
const CHOSEN = RULES.filter(isChosen);
const TITLE = ASKED === 'all' ? `any of ${RULES.length} rules` : CHOSEN.map(({ rule }) => rule.alert).join(', ');

/**
 * Mutants that no case can tell from the rule, each with the reason.
 * Every other one must make promtool fail.
 */
const SAME_TO_PROMTOOL: Readonly<Record<string, string>> = {
  'SqliteNewFullScan ticket: [1h] becomes [2h]':
    'what was read in the hour before silences the alert, so that it can’t add to the sum of the last hour',
  'ServiceTelemetryLost page: [2m] becomes [4m]': 'the longer window differs only after a pause of Prometheus, and promtool never pauses',
};

const tests = [...buildAlerts().keys()].filter((path) => path.startsWith('alerts/generated/tests/'));

/** Runs each job, as many at a time as there are processors. */
async function inParallel<T>(jobs: readonly T[], run: (job: T) => Promise<void>): Promise<void> {
  const queue = [...jobs];
  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) await run(job);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

describe('alert rules in promtool', function () {
  this.timeout(ALL_DEADLINE_MS);
  let promtool = '';

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    const { programs } = await resolveBackend('prometheus', { environment: process.env, repository });
    promtool = programs.promtool ?? '';
  });

  const run = (args: readonly string[]) =>
    promisify(execFile)(promtool, args, { timeout: PROMTOOL_DEADLINE_MS, maxBuffer: 256 * 1024 * 1024 });

  it(`accepts ${catalogue.length} rule files without a complaint of its linter`, async () => {
    const files = catalogue.map(({ name }) => join(generated, 'rules', `${name}.yaml`));
    const { stdout } = await run(['check', 'rules', '--lint=all', '--lint-fatal', ...files]);
    expect(stdout.match(/SUCCESS/g)).to.have.length(files.length);
  });

  it(`passes every case of ${tests.length} files`, async () => {
    const failures: string[] = [];
    await inParallel(tests, async (path) => {
      await run(['test', 'rules', join(repository, path)]).catch(({ stdout, stderr }) => failures.push(`${path}\n${stdout}${stderr}`));
    });
    expect(failures.join('\n')).to.equal('');
  });

  it(`fails when a number, window or operator is changed in ${TITLE}; all but the mutants that are explained`, async () => {
    const mutants = CHOSEN.flatMap(({ rule }) => mutantsOf(rule));
    expect(mutants.length).to.be.greaterThan(4 * CHOSEN.length);
    const killed = new Set<string>();
    const scratch = await mkdtemp(join(tmpdir(), 'peragus-mutants-'));
    try {
      const files = await mutateFiles(scratch, CHOSEN);
      await inParallel(files, async (file) => {
        const output = await run(['test', 'rules', file]).then(
          ({ stdout }) => stdout,
          ({ stdout, stderr }) => `${stdout}${stderr}`,
        );
        expect(output, 'rules that promtool could load').not.to.match(/parse error|groupname/);
        for (const [, name = ''] of output.matchAll(/alertname=\\"(\w+__\d+)\\"/g)) killed.add(name);
      });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    const survivors = mutants.filter(({ name }: Mutant) => !killed.has(name)).map(({ title }) => title);
    const titles = new Set(mutants.map(({ title }) => title));
    expect(survivors).to.have.members(Object.keys(SAME_TO_PROMTOOL).filter((title) => titles.has(title)));
  });

  it('has a test of this file that can fail: a case with a wrong expectation is told', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'peragus-case-'));
    try {
      const file = join(scratch, 'wrong.yaml');
      await writeFile(
        file,
        `rule_files: [${JSON.stringify(join(generated, 'rules', 'watchdog.yaml'))}]\ntests:\n  - interval: 15s\n    promql_expr_test: [{expr: 'ALERTS{alertname="Watchdog"}', eval_time: 15s, exp_samples: []}]\n`,
      );
      const told = await run(['test', 'rules', file]).then(
        () => '',
        ({ stdout, stderr }) => `${stdout}${stderr}`,
      );
      expect(told).to.contain('Watchdog');
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
});
