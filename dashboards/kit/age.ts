// How long ago something was: of a gauge that holds a moment, in seconds since 1970.

import { type Metric, prometheusLabel } from '../../instrumentation/vocabulary/index.ts';
import { type Expression, level, promql, type Question } from './expression.ts';
import { SECONDS } from './units.ts';

/** Since the newest moment, of each by its labels. */
export const since = <M extends Metric>(moment: M, question: Question<M>): Expression =>
  promql(
    `time() - ${level('max', moment, question).text}`,
    SECONDS,
    question.by.map((key) => prometheusLabel({ key })),
  );
