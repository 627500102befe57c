// Runs the generated rules and their cases through the real promtool, and shows that the cases notice when a rule is broken.

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parser } from '@prometheus-io/lezer-promql';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { catalogue } from '../../alerts/catalogue/index.ts';
import type { AlertRule } from '../../alerts/kit/rule.ts';
import { resolveBackend } from '../../stack/resolve/resolve.ts';

const repository = join(import.meta.dirname, '..', '..');
const generated = join(repository, 'alerts', 'generated');
const groupNames = catalogue.map((group) => group.name);
/** The first run on a machine may build Prometheus. */
const RESOLVE_DEADLINE_MS = 20 * 60_000;
const PROMTOOL_DEADLINE_MS = 60_000;

interface Mutant {
  readonly title: string;
  readonly expr: string;
  readonly forS: number;
}

/** How each token of an expression is broken: lezer's name of the token → what stands there instead. */
const BROKEN: Readonly<Record<string, (text: string) => readonly string[]>> = {
  NumberDurationLiteralInDurationContext: (text) => [`${text}${text}`, halved(text)],
  NumberDurationLiteral: (text) => [String(Number(text) * 1.5), String(Number(text) / 2)],
  Gtr: () => ['>=', '<'],
  Gte: () => ['>', '<'],
  And: () => ['or', 'unless'],
  Or: () => ['and'],
  Unless: () => ['and'],
  Neq: () => ['='],
};

/**
 * Mutants that no case can tell from the rule, each with the reason.
 * Every other one must make promtool fail.
 */
const SAME_TO_PROMTOOL: Readonly<Record<string, string>> = {
  'ServiceTelemetryLost: [2m] becomes [4m]': 'the longer window differs only after a pause of Prometheus, and promtool never pauses',
};

const durationS = (text: string): number => Number.parseInt(text, 10) * { s: 1, m: 60, h: 3600 }[text.at(-1) as 's' | 'm' | 'h'];
const halved = (text: string): string => `${Math.ceil(durationS(text) / 2)}s`;

function mutantsOf({ alert, expr, forS }: AlertRule): Mutant[] {
  const mutants: Mutant[] = [];
  parser.parse(expr).iterate({
    enter({ name, from, to }) {
      const text = expr.slice(from, to);
      for (const other of BROKEN[name]?.(text) ?? []) {
        const doubled = other === `${text}${text}` ? `${2 * Number.parseInt(text, 10)}${text.at(-1)}` : other;
        const [before, after] = name.endsWith('DurationContext') ? [`[${text}]`, `[${doubled}]`] : [text, doubled];
        mutants.push({ title: `${alert}: ${before} becomes ${after}`, expr: expr.slice(0, from) + doubled + expr.slice(to), forS });
      }
    },
  });
  if (forS > 0)
    for (const other of [forS * 2, forS / 2, 0]) mutants.push({ title: `${alert}: for ${forS} s becomes ${other} s`, expr, forS: other });
  return mutants;
}

describe('alert rules in promtool', function () {
  this.timeout(5 * 60_000);
  let promtool = '';

  before(async function () {
    this.timeout(RESOLVE_DEADLINE_MS);
    const { programs } = await resolveBackend('prometheus', { environment: process.env, repository });
    promtool = programs.promtool ?? '';
  });

  const run = (args: readonly string[]) => promisify(execFile)(promtool, args, { timeout: PROMTOOL_DEADLINE_MS });

  for (const name of groupNames) {
    it(`accepts rules/${name}.yaml without a complaint of its linter`, async () => {
      const { stdout } = await run(['check', 'rules', '--lint=all', '--lint-fatal', join(generated, 'rules', `${name}.yaml`)]);
      expect(stdout).to.contain('SUCCESS');
    });

    it(`passes every case of ${name}`, async () => {
      const { stdout } = await run(['test', 'rules', join(generated, 'tests', `${name}.yaml`)]);
      expect(stdout).to.contain('SUCCESS');
    });
  }

  for (const group of catalogue) {
    for (const rule of group.rules.filter((one) => one.inapplicable?.boundary === undefined)) {
      it(`fails when a number, window or operator of ${rule.alert} is changed`, async () => {
        const mutants = mutantsOf(rule);
        expect(mutants.length).to.be.greaterThan(10);
        const survivors: string[] = [];
        const queue = [...mutants];
        const work = async (): Promise<void> => {
          for (let mutant = queue.pop(); mutant; mutant = queue.pop())
            if (await passesWith(group.name, rule, mutant)) survivors.push(mutant.title);
        };
        await Promise.all(Array.from({ length: availableParallelism() }, work));
        expect(survivors).to.have.members(Object.keys(SAME_TO_PROMTOOL).filter((title) => title.startsWith(`${rule.alert}:`)));
      });
    }
  }

  /** Whether all cases of the group still pass with the mutant in place of the rule; works on a scratch copy. */
  async function passesWith(group: string, rule: AlertRule, mutant: Mutant): Promise<boolean> {
    const scratch = await mkdtemp(join(tmpdir(), 'peragus-mutant-'));
    try {
      await cp(generated, scratch, { recursive: true });
      const ruleFile = join(scratch, 'rules', `${group}.yaml`);
      const content = parse(await readFile(ruleFile, 'utf8'));
      const entry = content.groups[0].rules.find(({ alert }: { alert: string }) => alert === rule.alert);
      Object.assign(entry, { expr: mutant.expr, for: `${mutant.forS}s` });
      await writeFile(ruleFile, stringify(content));
      await run(['check', 'rules', ruleFile]);
      return await run(['test', 'rules', join(scratch, 'tests', `${group}.yaml`)]).then(
        () => true,
        (error: { code?: unknown }) => {
          if (error.code !== 1) throw error;
          return false;
        },
      );
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
});
