// Broken copies of alert rules: one number, window, operator or `for` changed. All mutants of a group are loaded beside its
// rules in one run of promtool, each under a name of its own, and every case of the rule is asked of each of them.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse, stringify } from 'yaml';
import { buildAlerts } from '../../alerts/build.ts';
import { promDuration } from '../../alerts/kit/duration.ts';
import type { AlertRule } from '../../alerts/kit/rule.ts';

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
export function mutantsOf(rule: AlertRule): Omit<Mutant, never>[] {
  const { alert, expr, forS, labels, unreachableLimit } = rule;
  const { severity } = labels;
  if (rule.inapplicable?.boundary !== undefined) return [];
  const made: { title: string; expr: string; forS: number }[] = [];
  parser.parse(expr).iterate({
    enter({ name, from, to }) {
      const text = expr.slice(from, to);
      for (const other of BROKEN[name]?.(text) ?? []) {
        if (unreachableLimit !== undefined && (other === '>=' || other === '<=')) continue;
        const [before, after] = name.endsWith('DurationContext') ? [`[${text}]`, `[${other}]`] : [text, other];
        made.push({ title: `${before} becomes ${after}`, expr: expr.slice(0, from) + other + expr.slice(to), forS });
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

interface TestFile {
  readonly rule_files: string[];
  readonly tests: { readonly name: string; promql_expr_test: { readonly expr: string; readonly exp_samples: { labels: string }[] }[] }[];
}

/** Writes rule files with the mutants in them and test files that ask every case of the rule of each; gives the test files. */
export async function mutateFiles(folder: string, mutants: readonly Mutant[]): Promise<string[]> {
  await mkdir(join(folder, 'rules'), { recursive: true });
  await mkdir(join(folder, 'tests'), { recursive: true });
  const tests: string[] = [];
  for (const [path, text] of buildAlerts()) {
    const file = join(folder, path.replace('alerts/generated/', ''));
    if (path.startsWith('alerts/generated/rules/')) await writeFile(file, withMutants(text, mutants));
    else if (path.startsWith('alerts/generated/tests/')) {
      const content = askingMutants(parse(text), mutants);
      if (content.tests.length === 0) continue;
      await writeFile(file, stringify(content, { aliasDuplicateObjects: false }));
      tests.push(file);
    }
  }
  return tests;
}

function withMutants(text: string, mutants: readonly Mutant[]): string {
  const content = parse(text);
  for (const group of content.groups) {
    group.rules = group.rules.flatMap((rule: { alert?: string; labels?: { severity?: string } }) => [
      rule,
      ...mutants
        .filter(({ alert, severity }) => alert === rule.alert && severity === rule.labels?.severity)
        .map(({ name, expr, forS }) => ({ ...rule, alert: name, expr, for: promDuration(Math.ceil(forS)) })),
    ]);
  }
  return stringify(content, { aliasDuplicateObjects: false });
}

/** The cases of alerts with the mutants' names in place of the rule's; texts are left out. */
function askingMutants(content: TestFile, mutants: readonly Mutant[]): TestFile {
  const tests = content.tests.flatMap((test) => {
    const own = mutants.filter(({ alert }) => test.name.startsWith(`${alert}, `));
    const asked = own.flatMap(({ alert, name, severity }) =>
      test.promql_expr_test
        .filter(({ exp_samples: samples }) => samples.every(({ labels }) => labels.includes(`severity="${severity}"`)))
        .map((one) => ({
          ...one,
          expr: one.expr.replace(`"${alert}"`, `"${name}"`),
          exp_samples: one.exp_samples.map((sample) => ({
            ...sample,
            labels: sample.labels.replace(`alertname="${alert}"`, `alertname="${name}"`),
          })),
        })),
    );
    if (asked.length === 0) return [];
    const { alert_rule_test: _, ...rest } = test as typeof test & { alert_rule_test?: unknown };
    return [{ ...rest, promql_expr_test: asked }];
  });
  return { ...content, tests };
}
