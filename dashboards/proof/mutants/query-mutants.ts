// Queries that are wrong in one place: a metric, a label, or the value of a matcher that nobody has, a choice that is forgotten.

import type { Target } from '../../render/board.ts';
import { describeMatcher, languageOf } from '../checks/check.ts';
import {
  asksPresence,
  type Language,
  type Matcher,
  partsOf,
  type QueryParts,
  type Selector,
  type Span,
  withoutEntry,
  withPart,
} from '../query-parts.ts';
import { type Subject, textOf } from '../subject.ts';
import { broken, type Mutant, mutantOf, withTarget } from './mutant.ts';

/** One change of a query's text. */
interface Change {
  readonly kind: string;
  readonly what: string;
  readonly text: string;
}

const read = (text: string, { from, to }: Span): string => text.slice(from, to);

function renamed(text: string, at: Span, kind: string): Change {
  const name = read(text, at);
  return { kind, what: name, text: withPart(text, at, broken(name)) };
}

/** What has the value no longer fits, and what has any other fits no better. */
const brokenValue = ({ operator, value }: Matcher): string => (operator.includes('~') ? `(?:${value})-broken` : `${value}-broken`);

function ofMatcher(text: string, matcher: Matcher, language: Language): Change[] {
  const { labelAt, valueAt, value } = matcher;
  const what = describeMatcher(matcher);
  const isAttribute = language !== 'traceql' || matcher.label.includes('.');
  const hasValue = valueAt !== undefined && !asksPresence(language, matcher);
  return [
    ...(isAttribute ? [{ ...renamed(text, labelAt, 'label of a matcher renamed'), what }] : []),
    ...(hasValue ? [{ kind: 'value of a matcher broken', what, text: withPart(text, valueAt, brokenValue(matcher)) }] : []),
    ...(value.includes('$') ? [{ kind: 'choice forgotten', what, text: withoutEntry(text, matcher) }] : []),
  ];
}

const ofSelector = (text: string, { nameAt, matchers }: Selector, language: Language): Change[] => [
  ...(nameAt ? [renamed(text, nameAt, 'metric renamed')] : []),
  ...matchers.flatMap((matcher) => ofMatcher(text, matcher, language)),
];

/** A label that is dropped from its list, which may be left empty. */
function ofGrouping(text: string, label: QueryParts['grouped'][number]): Change[] {
  const list = read(text, label.list);
  const own = { from: label.from - label.list.from, to: label.to - label.list.from };
  const dropped = withPart(text, label.list, withoutEntry(list, own));
  return [renamed(text, label, 'label of a result renamed'), { kind: 'label of a result dropped', what: read(text, label), text: dropped }];
}

function changesOf(target: Target): Change[] {
  const language = languageOf(target);
  if (!language) return [];
  const text = textOf(target);
  const { selectors, grouped, shown } = partsOf(language, text);
  return [
    ...selectors.flatMap((selector) => ofSelector(text, selector, language)),
    ...grouped.flatMap((label) => ofGrouping(text, label)),
    ...shown.map((at) => renamed(text, at, 'attribute that is shown renamed')),
  ];
}

const rewritten = (target: Target, text: string): Target =>
  target.expr === undefined ? { ...target, query: text } : { ...target, expr: text };

export const queryMutants = (subject: Subject): Mutant[] =>
  (subject.panel.targets ?? []).flatMap((target) =>
    changesOf(target)
      // A variable's own label stands in a part that Grafana does not have.
      .filter(({ kind }) => subject.kind !== 'variable' || kind !== 'choice forgotten')
      .map(({ kind, what, text }) =>
        mutantOf(kind, `query ${target.refId}: ${what}`, subject, withTarget(subject.panel, rewritten(target, text))),
      ),
  );
