// Takes runbooks apart: the queries in their code blocks, each with the place where it stands.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const RUNBOOKS = join(import.meta.dirname, '..', '..', 'alerts', 'runbooks');

const QUERY_LANGUAGES = ['promql', 'logql', 'traceql'] as const;
export type QueryLanguage = (typeof QUERY_LANGUAGES)[number];

export interface RunbookQuery {
  /** `<Alert>.md:<line>` */
  readonly place: string;
  readonly language: QueryLanguage;
  readonly text: string;
}

export interface Runbook {
  readonly alert: string;
  readonly page: string;
  readonly queries: readonly RunbookQuery[];
}

const isQuery = (language: string): language is QueryLanguage => QUERY_LANGUAGES.some((known) => known === language);

/** Queries of one page, in their order. */
function queriesIn(alert: string, page: string): RunbookQuery[] {
  const blocks = [...page.matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```$/gm)];
  return blocks.flatMap(({ index, 1: language = '', 2: text = '' }) => {
    if (!isQuery(language)) return [];
    const place = `${alert}.md:${page.slice(0, index).split('\n').length}`;
    return [{ place, language, text: text.trim().replace(/\s*\n\s*/g, ' ') }];
  });
}

export const readRunbooks = (): Runbook[] =>
  readdirSync(RUNBOOKS)
    .sort()
    .map((file) => {
      const alert = file.replace(/\.md$/, '');
      const page = readFileSync(join(RUNBOOKS, file), 'utf8');
      return { alert, page, queries: queriesIn(alert, page) };
    });
