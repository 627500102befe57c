// The rules as Prometheus loads them, each with what its expression asks for.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type PromqlFacts, readPromql } from '../../dashboards/lint/promql.ts';

export const RULES = join(import.meta.dirname, '..', '..', 'alerts', 'generated', 'rules');

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string; readonly record?: string; readonly expr: string }[] }[];
}

export interface ReadRule {
  /** `<file>: <alert or recorded series>` */
  readonly place: string;
  /** Name of the series that it makes, where it records one. */
  readonly records: string | undefined;
  readonly facts: PromqlFacts;
}

/** @param folder of rule files; those of the repository by default */
export const readRules = (folder = RULES): ReadRule[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) =>
      (parse(readFileSync(join(folder, file), 'utf8')) as RuleFile).groups.flatMap(({ rules }) =>
        rules.map(({ alert, record, expr }) => ({ place: `${file}: ${alert ?? record}`, records: record, facts: readPromql(expr) })),
      ),
    );
