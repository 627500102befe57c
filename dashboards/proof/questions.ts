// Asks the stores what panels ask, by the viewer's own means, and each question once: what is past does not change.

import type { Board, Panel, Target, Variable } from '../render/board.ts';
import type { Choice } from '../render/choices.ts';
import { type Asking, type Part, type Prepared, prepareTarget } from '../render/panel-data.ts';
import { StoreAwayError, type Stores } from '../render/queries/stores.ts';
import { Turns } from '../render/queries/turns.ts';
import type { TimeRange } from '../render/time-range.ts';
import { askOptions } from '../render/view.ts';
import { foundIn, lastOf } from './found.ts';
import type { Language } from './query-parts.ts';

/** How a query gets to its store: by the viewer's own request, or through Grafana. */
export type Send = (prepared: Prepared, target: Target, range: TimeRange) => Promise<Part>;

export const sendDirectly: Send = ({ send }) => send();

/** Queries that are on their way at one time. */
const AT_ONCE = 8;
/** A machine that is busy with other things is given so much more time. */
const TRIALS = 4;
/** Spans that tell whether a condition lets more of them through. */
const SPANS_COUNTED = 200;

/** Asked for by no panel: the parts of a query. */
export const COUNTING_PANEL: Panel = { id: 0, type: 'stat', title: 'count', gridPos: { x: 0, y: 0, w: 24, h: 1 } };

export class Questions {
  readonly range: TimeRange;
  readonly #asking: Omit<Asking, 'choices'>;
  readonly #send: Send;
  readonly #known = new Map<string, Promise<Part>>();
  #unanswered = 0;

  constructor(stores: Stores, range: TimeRange, send: Send = sendDirectly) {
    this.range = range;
    this.#asking = { stores, range, turns: new Turns(AT_ONCE) };
    this.#send = send;
  }

  /** Different questions so far. */
  get asked(): number {
    return this.#known.size;
  }

  /** Questions that no store had an answer to: where there are any, nothing is proven. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** What one query of a panel finds. @throws Error when the store refuses it. */
  async answer(panel: Panel, target: Target, choices: readonly Choice[]): Promise<Part> {
    // Dots are the business of a test of their own.
    const plain = { ...target, exemplar: false };
    const prepared = prepareTarget(plain, panel, { ...this.#asking, choices });
    const { instant, queryType, limit, maxLines, tableType, datasource } = target;
    const key = JSON.stringify([datasource, prepared.query, prepared.stepMs, instant, queryType, limit, maxLines, tableType]);
    let known = this.#known.get(key);
    if (!known) {
      known = this.#sendUntilAnswered(() => this.#send(prepared, plain, this.range)).then(lastOf);
      this.#known.set(key, known);
    }
    const { series, ...rest } = await known;
    return series ? { ...rest, series: series.map((entry) => ({ ...entry, refId: target.refId })) } : rest;
  }

  /** A store that is late says nothing about a dashboard, and must not pass for one that refuses a broken query. */
  async #sendUntilAnswered(send: () => Promise<Part>): Promise<Part> {
    for (let trial = 1; ; trial += 1) {
      try {
        return await this.#asking.turns.take(send);
      } catch (error) {
        if (!(error instanceof StoreAwayError)) throw error;
        if (trial < TRIALS) continue;
        this.#unanswered += 1;
        throw error;
      }
    }
  }

  /** How many series, lines or spans a selector finds in the time range. */
  async count(language: Language, selector: string, choices: readonly Choice[]): Promise<number> {
    const part = await this.answer(COUNTING_PANEL, this.#counting(language, selector), choices);
    return language === 'traceql' ? foundIn(part).length : (part.series?.[0]?.points[0]?.[1] ?? 0);
  }

  #counting(language: Language, selector: string): Target {
    const window = `[${Math.round((this.range.toMs - this.range.fromMs) / 1_000)}s]`;
    const head = { refId: 'A', instant: true };
    if (language === 'promql') {
      return { ...head, datasource: { type: 'prometheus', uid: 'prometheus' }, expr: `count(last_over_time(${selector}${window}))` };
    }
    if (language === 'logql') {
      return { ...head, datasource: { type: 'loki', uid: 'loki' }, expr: `sum(count_over_time(${selector} ${window}))` };
    }
    return { refId: 'A', datasource: { type: 'tempo', uid: 'tempo' }, query: selector, limit: SPANS_COUNTED, tableType: 'spans' };
  }

  /** What a variable offers when everything before it is at "All". */
  optionsOf(board: Board, variable: Variable): Promise<string[]> {
    return askOptions(variable, choicesOf(board, {}), this.range, this.#asking.stores);
  }
}

export type Chosen = Readonly<Record<string, string>>;

/** The dashboard's variables with these values; "All" where none is given. */
export const choicesOf = (board: Board, chosen: Chosen): Choice[] =>
  board.templating.list
    .filter(({ type }) => type === 'query' || type === 'custom')
    .map((variable) => ({ variable, options: [], chosen: chosen[variable.name] === undefined ? [] : [chosen[variable.name] as string] }));
