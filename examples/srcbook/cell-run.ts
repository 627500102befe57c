// Runs one cell of a notebook over the WebSocket of Srcbook's page.

import { on, once } from 'node:events';
import WebSocket from 'ws';
import type { Notebook } from './notebook.ts';

const RUN_DEADLINE_MS = 30_000;
/** Close code of a page that is left, RFC 6455 section 7.4.1. */
const GOING_AWAY = 1001;

interface CellRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

interface RunOptions {
  /** Press stop once the cell has printed something. */
  readonly stopAtOutput?: boolean;
}

/** What travels on the WebSocket in both directions. */
type Message = readonly [topic: string, event: string, payload: Payload];
interface Payload {
  readonly cellId?: string;
  readonly cell?: { readonly id: string; readonly status?: string };
  readonly output?: { readonly type: 'stdout' | 'stderr'; readonly data: string };
}

/**
 * Runs the code cell of a notebook and waits until it has printed something and has ended.
 * @throws Error when that takes more than 30 s or the connection closes first
 */
export async function runCell(webUrl: string, notebook: Notebook, options: RunOptions = {}): Promise<CellRun> {
  const cellId = notebook.cells.find((cell) => cell.type === 'code')?.id;
  if (!cellId) throw new Error(`Notebook ${notebook.id} has no code cell to run.`);
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(RUN_DEADLINE_MS);
  const socket = await openSocket(webUrl, signal);
  const topic = `session:${notebook.id}`;
  const send = (event: string, payload: object) => socket.send(JSON.stringify([topic, event, payload]));
  const printed = { stdout: '', stderr: '' };
  let hasEnded = false;
  try {
    const messages = on(socket, 'message', { signal, close: ['close'] });
    send('subscribe', { id: notebook.id });
    for await (const [data] of messages) {
      const [, event, payload] = JSON.parse(String(data)) as Message;
      if (event === 'subscribed') send('cell:exec', { cellId });
      if (event === 'cell:updated' && payload.cell?.id === cellId) hasEnded = payload.cell.status === 'idle';
      if (event === 'cell:output' && payload.cellId === cellId && payload.output) {
        if (options.stopAtOutput && printed.stdout === '') send('cell:stop', { cellId });
        printed[payload.output.type] += payload.output.data;
      }
      // The end of the process can overtake what it printed.
      if (hasEnded && printed.stdout + printed.stderr !== '') return { ...printed, durationMs: Math.round(performance.now() - startedAt) };
    }
    throw new Error(`The WebSocket closed before cell ${cellId} ended.`);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Error(`Cell ${cellId} of notebook ${notebook.id} did not print and end within ${RUN_DEADLINE_MS} ms.`);
  } finally {
    // As a page does that is left. Connections that break off are a page for the on-call.
    socket.close(GOING_AWAY);
  }
}

async function openSocket(webUrl: string, signal: AbortSignal): Promise<WebSocket> {
  const url = new URL('/websocket', webUrl);
  url.protocol = 'ws:';
  const socket = new WebSocket(url);
  // Whoever waits for the socket learns of its errors; later ones concern nobody.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'open', { signal });
    return socket;
  } catch (error) {
    socket.terminate();
    throw signal.aborted ? new Error(`The WebSocket at ${url.href} did not open within ${RUN_DEADLINE_MS} ms.`) : error;
  }
}
