// node last-gasp-sender.js: sends what an ending process has left, in the spool or on stdin; exit code 0 when all of it was taken.

import { text } from 'node:stream/consumers';
import type { SpoolSignal } from '../spool/file-names.ts';
import { jsonSender } from '../spool/json-sender.ts';
import { openLine } from '../spool/lines.ts';
import { sendFile } from '../spool/send-file.ts';
import { type Claim, SpoolStore } from '../spool/store.ts';
import { JOB_VARIABLE, type Job } from './last-gasp-job.ts';

const job = JSON.parse(process.env[JOB_VARIABLE] ?? (await text(process.stdin))) as Job;
const deadlineAtMs = performance.now() + job.deadlineMs;
// Also what keeps this process alive: its connections don't.
setTimeout(() => process.exit(2), job.deadlineMs);

const send = jsonSender(job.urls, () => Math.max(deadlineAtMs - performance.now(), 1));
const tasks = [
  ...sendSpooled(job.spool),
  ...Object.entries(job.loose ?? {}).map(([signal, lines]) => sendLoose(signal as SpoolSignal, lines)),
];
const taken = await Promise.all(tasks);
process.exit(taken.every(Boolean) ? 0 : 1);

function sendSpooled(spool: Job['spool']): Promise<boolean>[] {
  if (!spool) return [];
  const store = new SpoolStore(spool.folders, 0);
  const claims = store
    .list()
    .filter((file) => spool.names.includes(file.name))
    .flatMap((file) => store.claim(file) ?? []);
  const open = new Set<Claim>(claims);
  // At the deadline, what is left is for the next start.
  process.once('exit', () => {
    for (const claim of open) store.putBack(claim);
  });
  return claims.map(async (claim) => {
    const { kind } = await sendFile(store, claim, { send, pause: async () => {}, delivered: () => {}, lost: () => {} });
    open.delete(claim);
    return kind === 'sent';
  });
}

async function sendLoose(signal: SpoolSignal, lines: string): Promise<boolean> {
  for (const each of lines.split('\n')) {
    const line = openLine(each);
    if (line && (await send(signal, line.body)).kind !== 'taken') return false;
  }
  return true;
}
