// Broken copies of alert rules: one number, window, operator or `for` changed. All mutants of a rule are loaded in one run of
// promtool, each under a name of its own, and every case of the rule is asked of each of them.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse, stringify } from 'yaml';
import { buildAlerts } from '../../alerts/build.ts';
import { promDuration } from '../../alerts/kit/duration.ts';
import type { AlertRule, RuleGroup } from '../../alerts/kit/rule.ts';

export interface Mutant {
  /** Name of the alert in the mutated rule file. */
  readonly name: string;
  readonly alert: string;
  readonly severity: string;
  readonly title: string;
  readonly expr: string;
  readonly forS: number;
}

const durationS = (text: string): number =>
  Number.parseInt(text, 10) * { s: 1, m: 60, h: 3600, d: 86_400 }[text.at(-1) as 's' | 'm' | 'h' | 'd'];

/** How each token of an expression is broken: lezer's name of the token → what stands there instead. */
const BROKEN: Readonly<Record<string, (text: string) => readonly string[]>> = {
  NumberDurationLiteralInDurationContext: (text) => [promDuration(2 * durationS(text)), promDuration(Math.ceil(durationS(text) / 2))],
  // 0 and 1 are limits, too: half of 0 is none, so it is moved.
  NumberDurationLiteral: (text) => (Number(text) === 0 ? ['1000'] : [String(Number(text) * 1.5), String(Number(text) / 2)]),
  Gtr: () => ['>=', '<'],
  Gte: () => ['>', '<'],
  Lss: () => ['<=', '>'],
  Lte: () => ['<', '>'],
  And: () => ['or', 'unless'],
  Or: () => ['and'],
  Unless: () => ['and'],
  Neq: () => ['='],
};

/** Broken copies of a rule that differ from it in one place. */
export function mutantsOf(rule: AlertRule): Mutant[] {
  const { alert, expr, forS, labels, unreachableLimit } = rule;
  const { severity } = labels;
  if (rule.inapplicable?.boundary !== undefined) return [];
  const made: { title: string; expr: string; forS: number }[] = [];
  parser.parse(expr).iterate({
    enter({ name, from, to }) {
      const text = expr.slice(from, to);
      for (const other of BROKEN[name]?.(text) ?? []) {
        if (unreachableLimit !== undefined && (other === '>=' || other === '<=')) continue;
        const written = (what: string) =>
          !name.endsWith('DurationContext') ? what : expr[from - 1] === '[' ? `[${what}]` : `offset ${what}`;
        made.push({ title: `${written(text)} becomes ${written(other)}`, expr: expr.slice(0, from) + other + expr.slice(to), forS });
      }
    },
  });
  if (forS > 0) for (const other of [forS * 2, forS / 2, 0]) made.push({ title: `for ${forS} s becomes ${other} s`, expr, forS: other });
  return made.map((mutant, index) => ({
    ...mutant,
    alert,
    severity,
    name: `${alert}_${severity}__${index}`,
    title: `${alert} ${severity}: ${mutant.title}`,
  }));
}

export interface RuleOfGroup {
  readonly group: RuleGroup;
  readonly rule: AlertRule;
}

interface TestFile {
  rule_files: string[];
  group_eval_order: string[];
  readonly tests: { readonly name: string; promql_expr_test: { readonly expr: string; readonly exp_samples: { labels: string }[] }[] }[];
}

/**
 * Writes, for each rule, a file of its mutants alone, and its cases asked of each of them; gives the test files. A rule of
 * another alert is loaded only where the group reads its results: each rule that is loaded costs each step of each case.
 */
export async function mutateFiles(folder: string, chosen: readonly RuleOfGroup[]): Promise<string[]> {
  const built = buildAlerts();
  await mkdir(join(folder, 'rules'), { recursive: true });
  await mkdir(join(folder, 'tests'), { recursive: true });
  for (const [path, text] of built) {
    if (path.startsWith('alerts/generated/rules/')) await writeFile(join(folder, path.replace('alerts/generated/', '')), text);
  }
  const tests: string[] = [];
  for (const { group, rule } of chosen) {
    const mutants = mutantsOf(rule);
    if (mutants.length === 0) continue;
    const name = `${rule.alert}-${rule.labels.severity}`;
    await writeFile(join(folder, 'rules', `${name}.yaml`), mutatedRules(group, rule, mutants));
    const sources = [...built].filter(([path]) => path.startsWith(`alerts/generated/tests/${group.name}.every-`));
    for (const [index, [, text]] of sources.entries()) {
      const content = askingMutants(parse(text), rule, mutants);
      if (content.tests.length === 0) continue;
      content.rule_files = [...(group.reads ?? []), name].map((file) => `../rules/${file}.yaml`);
      content.group_eval_order = [...(group.reads ?? []), name];
      const file = join(folder, 'tests', `${name}-${index}.yaml`);
      await writeFile(file, stringify(content, { aliasDuplicateObjects: false }));
      tests.push(file);
    }
  }
  return tests;
}

function mutatedRules({ intervalS }: RuleGroup, rule: AlertRule, mutants: readonly Mutant[]): string {
  const { alert, keepFiringForS, labels, annotations } = rule;
  const rules = mutants.map(({ name, expr, forS }) => ({
    alert: name,
    expr,
    for: promDuration(Math.ceil(forS)),
    ...(keepFiringForS && { keep_firing_for: promDuration(keepFiringForS) }),
    labels,
    annotations,
  }));
  return stringify(
    { groups: [{ name: `${alert}-${labels.severity}`, interval: promDuration(intervalS), rules }] },
    { aliasDuplicateObjects: false },
  );
}

/** The cases of the rule with the mutants' names in place of its own; texts are left out. */
function askingMutants(content: TestFile, { alert }: AlertRule, mutants: readonly Mutant[]): TestFile {
  const tests = content.tests
    .filter(({ name }) => name.startsWith(`${alert}, `))
    .map(({ promql_expr_test: asked, ...test }) => {
      const { alert_rule_test: _, ...rest } = test as typeof test & { alert_rule_test?: unknown };
      const askOf = ({ name }: Mutant) =>
        asked.map((one) => ({
          ...one,
          expr: one.expr.replace(`"${alert}"`, `"${name}"`),
          exp_samples: one.exp_samples.map((sample) => ({
            ...sample,
            labels: sample.labels.replace(`alertname="${alert}"`, `alertname="${name}"`),
          })),
        }));
      return { ...rest, promql_expr_test: mutants.flatMap(askOf) };
    });
  return { ...content, tests };
}
