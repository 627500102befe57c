// One visit of the demo visitor: open the page, run a notebook, now and then make an error, tidy up.

import { callApi, createNotebook, deleteNotebook, listNotebooks, openPage, provokeError, readSettings, runCell } from './driver.ts';

const TITLE = 'Demo visit';
/** The oldest of these ran more than a minute ago, so that nothing of it is still at work when it is deleted. */
const KEPT_NOTEBOOKS = 12;
const STOP_EVERY = 3;
const ERROR_EVERY = 4;

const SHORT_CELL = `const numbers = Array.from({ length: 1000 }, (_, index) => index);
console.log('sum', numbers.reduce((sum, number) => sum + number, 0));`;

/** Prints until it is stopped, and gives up by itself after 20 s. */
const ENDLESS_CELL = `console.log('ticking');
setInterval(() => console.log('tick'), 1000);
setTimeout(() => process.exit(), 20_000);`;

/** What a visit can go wrong with, and how the application answers. */
const ERRORS: readonly { readonly what: string; readonly make: (webUrl: string) => ReturnType<typeof callApi> }[] = [
  { what: 'deleted an unknown application', make: provokeError },
  { what: 'opened an unknown notebook', make: (webUrl) => callApi(webUrl, 'GET', '/api/sessions/no-such-notebook') },
  { what: 'opened an unknown application', make: (webUrl) => callApi(webUrl, 'GET', '/api/apps/no-such-app') },
  { what: 'created an application without a name', make: (webUrl) => callApi(webUrl, 'POST', '/api/apps', {}) },
];

/**
 * Makes visit number `visit` (from 1).
 * @returns what was done, in one line
 * @throws Error when something that should work does not
 */
export async function makeVisit(webUrl: string, visit: number): Promise<string> {
  const { assets } = await openPage(webUrl);
  await readSettings(webUrl);
  for (const path of ['/api/examples', '/api/apps', '/api/secrets']) await callApi(webUrl, 'GET', path);
  const stops = visit % STOP_EVERY === 0;
  const notebook = await createNotebook(webUrl, { title: TITLE, source: stops ? ENDLESS_CELL : SHORT_CELL });
  const run = await runCell(webUrl, notebook, { stopAtOutput: stops });
  const done = [`page and ${assets.length} assets`, `cell ${stops ? 'stopped' : 'ran'} in ${run.durationMs} ms`];
  if (visit % ERROR_EVERY === 0) done.push(await makeError(webUrl, visit / ERROR_EVERY - 1));
  const deleted = await deleteOldNotebooks(webUrl);
  if (deleted > 0) done.push(`${deleted} old ${deleted === 1 ? 'notebook' : 'notebooks'} deleted`);
  return done.join(', ');
}

async function makeError(webUrl: string, count: number): Promise<string> {
  const error = ERRORS[count % ERRORS.length] as (typeof ERRORS)[number];
  const answer = await error.make(webUrl);
  return `${error.what} (answer ${answer.status})`;
}

async function deleteOldNotebooks(webUrl: string): Promise<number> {
  const ours = (await listNotebooks(webUrl)).filter((notebook) =>
    notebook.cells.some((cell) => cell.type === 'title' && cell.text === TITLE),
  );
  const old = ours.sort((a, b) => b.openedAt - a.openedAt).slice(KEPT_NOTEBOOKS);
  for (const notebook of old) await deleteNotebook(webUrl, notebook.id);
  return old.length;
}
