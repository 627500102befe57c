// npm run dashboards -- --out report.html
// Writes dashboards as HTML or PNG, or serves them: `npm run dashboards -- --help`.

import { writeFileSync } from 'node:fs';
import { type Board, loadBoards } from './board.ts';
import { isChoosable } from './choices.ts';
import { HELP, parseCommandLine, USAGE, UsageError, type Wish } from './command-line.ts';
import { pictureOf } from './picture/report-picture.ts';
import { readStores } from './queries/stores.ts';
import { makeReport, type Report } from './report.ts';
import { serve, viewerAddress } from './serve.ts';
import { parseTimeRange } from './time-range.ts';

const EXIT = { done: 0, failed: 1, usage: 2, incomplete: 3 } as const;

/** @throws UsageError when there is no such dashboard, or none of them has such a variable. */
function boardsFor({ dashboards, chosen }: Wish): Board[] {
  const all = loadBoards();
  const boards = dashboards.length === 0 ? all : dashboards.map((uid) => findBoard(all, uid));
  const known = new Set(boards.flatMap(({ templating }) => templating.list.filter(isChoosable).map(({ name }) => name)));
  const unknown = Object.keys(chosen).find((name) => !known.has(name));
  if (unknown) throw new UsageError(`There is no variable "${unknown}"; there are ${[...known].join(', ')}.`);
  return boards;
}

function findBoard(boards: readonly Board[], uid: string): Board {
  const board = boards.find((entry) => entry.uid === uid);
  if (board) return board;
  throw new UsageError(`There is no dashboard "${uid}"; there are ${boards.map((entry) => entry.uid).join(', ')}.`);
}

async function write(wish: Wish): Promise<Report['failures']> {
  const nowMs = Date.now();
  const boards = boardsFor(wish);
  const rangeOf = ({ time }: Board) => {
    try {
      return parseTimeRange(wish.from ?? time.from, wish.to ?? time.to, nowMs);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  };
  const base = { grafana: process.env.GRAFANA_URL?.replace(/\/+$/, '') || undefined, viewer: viewerAddress(process.env) };
  const report = await makeReport({ boards, chosen: wish.chosen, range: rangeOf, theme: wish.theme, base }, readStores(process.env));
  const content = wish.png ? await pictureOf(report.text, wish, process.env) : report.text;
  writeFileSync(wish.out as string, content);
  console.log(`${wish.out}: ${boards.length} ${boards.length === 1 ? 'dashboard' : 'dashboards'}, ${Math.ceil(content.length / 1_000)} kB`);
  return report.failures;
}

async function run(args: readonly string[]): Promise<number | undefined> {
  try {
    const wish = parseCommandLine(args);
    if (wish.help) {
      console.log(HELP);
      return EXIT.done;
    }
    if (wish.serve) {
      serve(process.env);
      return undefined;
    }
    const failures = await write(wish);
    for (const { place, reason } of failures) console.error(`${place}: ${reason}`);
    return failures.length > 0 ? EXIT.incomplete : EXIT.done;
  } catch (error) {
    console.error((error as Error).message);
    if (!(error instanceof UsageError)) return EXIT.failed;
    console.error(USAGE);
    return EXIT.usage;
  }
}

const code = await run(process.argv.slice(2));
if (code !== undefined) process.exitCode = code;
