// Every part of a query does something: each selector finds something by itself, each exclusion turns something away, and what is chosen
// at the top of the dashboard narrows each of them. A query of several parts still finds something when one of them is broken.

import { KNOWN_SERIES, prometheusLabel, UNSCOPED_SERIES } from '../../../instrumentation/vocabulary/index.ts';
import { placeholder, SCOPE, type ScopeName } from '../../kit/scope.ts';
import type { Target } from '../../render/board.ts';
import { excludingMatchers, type Language, partsOf, type Selector, withoutEntry } from '../query-parts.ts';
import { type Subject, textOf } from '../subject.ts';
import { allChosen, type Check, describeMatcher, type Ground, languageOf, nobodyChosen } from './check.ts';

/** A selector cut out of its query, with places that count from its own begin. */
interface Part {
  readonly language: Language;
  readonly text: string;
  readonly selector: Selector;
  readonly refId: string;
}

function partsIn(target: Target): Part[] {
  const language = languageOf(target);
  if (!language) return [];
  const text = textOf(target);
  const parts = partsOf(language, text).selectors.map((selector) => {
    const own = text.slice(selector.from, selector.to);
    return { language, text: own, selector: partsOf(language, own).selectors[0] ?? selector, refId: target.refId };
  });
  return [...new Map(parts.map((part) => [part.text, part])).values()];
}

/** Labels by which a choice narrows log lines and spans; metrics have them by the vocabulary. */
const NARROWED = {
  logql: { service: prometheusLabel(SCOPE.service), environment: prometheusLabel(SCOPE.environment), instance: 'service_instance_id' },
  traceql: { service: SCOPE.service.key },
} as const satisfies Record<Exclude<Language, 'promql'>, Partial<Record<ScopeName, string>>>;

/** The choices that must narrow a selector, each with the label by which it does. */
function narrowing({ language, text, selector }: Part): [name: string, label: string][] {
  if (language !== 'promql') return Object.entries(NARROWED[language]);
  const { nameAt } = selector;
  const metric = nameAt ? text.slice(nameAt.from, nameAt.to) : '';
  const names = (Object.keys(SCOPE) as ScopeName[]).filter((name) => KNOWN_SERIES.get(metric)?.has(prometheusLabel(SCOPE[name])));
  // What a part of the stack says of itself, and alerts, belong to no service; where they are narrowed all the same, it must work.
  const isNamed = (name: ScopeName): boolean => text.includes(placeholder(name));
  const label = (name: ScopeName): string => prometheusLabel(SCOPE[name]);
  // A machine and a process stand in the same label: one of the two choices is meant.
  const other = names.filter(
    (name) => isNamed(name) || !names.some((each) => each !== name && label(each) === label(name) && isNamed(each)),
  );
  const meant = UNSCOPED_SERIES.has(metric) ? names.filter(isNamed) : other;
  return meant.map((name) => [name, prometheusLabel(SCOPE[name])]);
}

/** The same selector for what has a value in the label: what has none is nobody's, and shown whatever is chosen. */
function havingLabel({ language, text, selector }: Part, label: string): string {
  if (language !== 'promql') return text;
  const matcher = `${label}!=""`;
  if (text.endsWith('}')) return `${text.slice(0, -1)}${selector.matchers.length > 0 ? ', ' : ''}${matcher}}`;
  return `${text}{${matcher}}`;
}

async function complaintsAbout(part: Part, subject: Subject, { questions }: Ground): Promise<string[]> {
  const { language, text, selector } = part;
  const all = allChosen(subject);
  const found = await questions.count(language, text, all);
  if (found === 0) return [`${text} finds nothing.`];
  const complaints: string[] = [];
  for (const matcher of excludingMatchers(language, selector)) {
    const without = await questions.count(language, withoutEntry(text, matcher), all);
    if (without <= found) complaints.push(`${describeMatcher(matcher)} in ${text} turns nothing away.`);
  }
  if (subject.kind === 'variable') return complaints;
  const offered = new Set(subject.board.templating.list.map(({ name }) => name));
  for (const [name, label] of narrowing(part).filter(([name]) => offered.has(name))) {
    const others = await questions.count(language, havingLabel(part, label), nobodyChosen(subject, name));
    if (others > 0) complaints.push(`the choice of ${name} does not narrow ${text}.`);
  }
  return complaints;
}

export const checkSelectors: Check = async (subject, ground) => {
  // Only a past that has one of everything can tell a broken part from one that has nothing to find.
  if (ground.one === undefined) return [];
  const complaints: string[] = [];
  for (const part of (subject.panel.targets ?? []).flatMap(partsIn)) {
    const wrong = await complaintsAbout(part, subject, ground).catch((error: Error) => [error.message]);
    complaints.push(...wrong.map((sentence) => `query ${part.refId}: ${sentence}`));
  }
  return complaints;
};
