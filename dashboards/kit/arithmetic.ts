// Numbers made of other numbers: a mean, a share of a known whole, what is left of an allowance.

import { type Expression, promql } from './expression.ts';
import { COUNT, SHARE } from './units.ts';

/** How much falls on each: a mean, where both have the same labels; nothing where there is none. */
export const per = (amount: Expression, count: Expression): Expression =>
  promql(`(${amount.text}) / (${count.text} > 0)`, amount.unit, amount.labels);

/** Share of a whole that is known beforehand. */
export const shareOf = (expression: Expression, whole: number): Expression =>
  promql(`(${expression.text}) / ${whole}`, SHARE, expression.labels);

/** What is left of an allowance: 1 when nothing was used, 0 when all was, below 0 when more was. */
export const leftOf = (allowed: number, used: Expression): Expression => promql(`1 - (${used.text}) / ${allowed}`, SHARE, used.labels);

/** All but this share. */
export const rest = (share: Expression): Expression => promql(`1 - (${share.text})`, SHARE, share.labels);

/** How many results there are; 0 when none. */
export const howMany = (expression: Expression): Expression => promql(`count(${expression.text}) or vector(0)`, COUNT, []);

/** 1 where the value is above 0, and 0 where it isn't. */
export const isThere = (expression: Expression): Expression => ({ ...expression, text: `(${expression.text}) > bool 0`, unit: COUNT });
