// What a person does on Srcbook's page, as functions: the demo visitor and the end-to-end test both use it.

import type { Notebook } from './notebook.ts';

export { runCell } from './cell-run.ts';

const REQUEST_DEADLINE_MS = 15_000;

export interface ApiAnswer {
  readonly status: number;
  readonly body: { readonly error?: unknown; readonly result?: unknown };
}

/**
 * Loads the page and every script and style sheet that it names, like a browser.
 * @throws Error when one of them does not answer 200 within 15 s
 */
export async function openPage(webUrl: string): Promise<{ readonly html: string; readonly assets: readonly string[] }> {
  const html = await loadText(new URL('/', webUrl));
  const assets = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] as string);
  await Promise.all(assets.map((asset) => loadText(new URL(asset, webUrl))));
  return { html, assets };
}

async function loadText(url: URL): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_DEADLINE_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET ${url.pathname} answered ${response.status}, expected 200.`);
  return text;
}

/** One request to the API through the web process, whatever it answers. Takes 15 s at most. */
export async function callApi(
  webUrl: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  const response = await fetch(new URL(path, webUrl), {
    method,
    signal: AbortSignal.timeout(REQUEST_DEADLINE_MS),
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, body: isJson ? JSON.parse(text) : { error: text } };
}

/** Srcbook says `{"error":true}` with status 200 when it fails: both are failures here. */
async function callForResult<T>(webUrl: string, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await callApi(webUrl, method, path, body);
  if (answer.status !== 200 || answer.body.error) {
    throw new Error(`${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}, expected a result.`);
  }
  return answer.body.result as T;
}

/** The settings page; makes the API read its database. */
export const readSettings = (webUrl: string): Promise<Readonly<Record<string, unknown>>> => callForResult(webUrl, 'GET', '/api/settings');

/** The list of notebooks on the home page. */
export const listNotebooks = (webUrl: string): Promise<readonly Notebook[]> => callForResult(webUrl, 'GET', '/api/sessions');

export interface NotebookText {
  /** 44 characters at most. */
  readonly title: string;
  /** JavaScript of the only code cell. */
  readonly source: string;
}

/** Imports a JavaScript notebook and opens it: the API has written the cell to disk when this returns. */
export async function createNotebook(webUrl: string, { title, source }: NotebookText): Promise<Notebook> {
  const text = [
    '<!-- srcbook:{"language":"javascript"} -->',
    `# ${title}`,
    '###### package.json',
    '```json\n{ "type": "module" }\n```',
    '###### cell.js',
    `\`\`\`javascript\n${source}\n\`\`\``,
  ].join('\n\n');
  const { dir } = await callForResult<{ dir: string }>(webUrl, 'POST', '/api/import', { text });
  return callForResult(webUrl, 'POST', '/api/sessions', { path: dir });
}

/**
 * Deletes a notebook.
 * Never delete one twice, or one whose cell ran a moment ago: its dependency check is still at work, and both end the API.
 */
export async function deleteNotebook(webUrl: string, id: string): Promise<void> {
  await callForResult(webUrl, 'DELETE', `/api/srcbooks/${id}`);
}

/** Deletes an application that does not exist: the API runs SQL, writes to its log and answers 500. */
export const provokeError = (webUrl: string): Promise<ApiAnswer> => callApi(webUrl, 'DELETE', '/api/apps/no-such-app');
