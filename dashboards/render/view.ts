// One view of one dashboard: its variables, events and every panel's answers, for a time range and a choice.

import type { Event, PanelData } from './answers.ts';
import type { Board, Variable } from './board.ts';
import { dataPanels } from './board.ts';
import { type Choice, isChoosable, readChosen } from './choices.ts';
import { promMacros, promStepMs } from './intervals.ts';
import { askPanel } from './panel-data.ts';
import { askEvents, askLabelValues } from './queries/prometheus.ts';
import type { Stores } from './queries/stores.ts';
import { Turns } from './queries/turns.ts';
import { queryLookup } from './query-lookup.ts';
import { fill } from './template.ts';
import type { TimeRange } from './time-range.ts';

/** What a reader asks for. */
export interface Wanted {
  readonly range: TimeRange;
  /** Values by variable; a variable that is left out is as the dashboard has it. */
  readonly chosen: Readonly<Record<string, readonly string[]>>;
}

/** What failed beside the panels. */
interface Trouble {
  readonly text: string;
  readonly query?: string;
}

export interface View {
  readonly board: Board;
  readonly range: TimeRange;
  readonly choices: readonly Choice[];
  readonly events: readonly Event[];
  readonly panels: ReadonlyMap<number, PanelData>;
  /** Variables and annotations that could not be asked for. */
  readonly troubles: readonly Trouble[];
  readonly madeAtMs: number;
}

/** Queries that are on their way to the stores at one time. */
const AT_ONCE = 8;

/** Asks the stores for everything that the dashboard shows; what fails is told where it would stand. */
export async function collectView(board: Board, wanted: Wanted, stores: Stores): Promise<View> {
  const turns = new Turns(AT_ONCE);
  const { range } = wanted;
  const troubles: Trouble[] = [];
  const choices: Choice[] = [];
  // One after the other: the options of a variable depend on what is chosen in those before it.
  for (const variable of board.templating.list.filter(isChoosable)) {
    const options = await askOptions(variable, choices, range, stores).catch((error: Error) => {
      troubles.push({ text: `Options of "${variable.label ?? variable.name}": ${error.message}`, query: queryText(variable) });
      return [];
    });
    choices.push({ variable, options, chosen: readChosen(variable, wanted.chosen[variable.name]) });
  }
  const panels = new Map<number, PanelData>();
  const [events] = await Promise.all([
    collectEvents(board, choices, range, stores, turns, troubles),
    ...dataPanels(board).map(async (panel) => {
      panels.set(panel.id, await askPanel(panel, { range, choices, stores, turns }));
    }),
  ]);
  return { board, range, choices, events, panels, troubles, madeAtMs: Date.now() };
}

const queryText = ({ query }: Variable): string => (typeof query === 'string' ? query : (query?.query ?? ''));

/** `label_values(selector, label)`, `label_values(label)`, or the list of a custom variable. */
export async function askOptions(variable: Variable, choices: readonly Choice[], range: TimeRange, stores: Stores): Promise<string[]> {
  const text = queryText(variable);
  if (variable.type === 'custom') return text.split(',').map((entry) => (entry.split(' : ').at(-1) as string).trim());
  const [, selector, label] = /^label_values\((?:(.+),\s*)?(\w+)\)$/.exec(text) ?? [];
  if (!label) throw new Error(`"${text}" is no label_values(selector, label).`);
  const filled = selector === undefined ? undefined : fill(selector, queryLookup(choices, promMacros(range, promStepMs(range, 1_000))));
  const values = await askLabelValues(stores, filled, label, range);
  return values.filter((value) => value !== '').sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

async function collectEvents(
  board: Board,
  choices: readonly Choice[],
  range: TimeRange,
  stores: Stores,
  turns: Turns,
  troubles: Trouble[],
): Promise<Event[]> {
  const asked = board.annotations.list.map(async (annotation) => {
    if (!annotation.enable || !annotation.expr || annotation.datasource.type !== 'prometheus') return [];
    const query = fill(annotation.expr, queryLookup(choices, promMacros(range, promStepMs(range, 1_000))));
    try {
      return await turns.take(() => askEvents(stores, annotation, query, range));
    } catch (error) {
      troubles.push({ text: `Annotation "${annotation.name}": ${(error as Error).message}`, query });
      return [];
    }
  });
  return (await Promise.all(asked)).flat();
}
