// node --import <preload> app.mjs: the observed application that faults are made in; its parent says over IPC which begins and which ends.

import express from 'express';
import { answer } from './requests.mjs';

const ends = new Map();

const app = express();
for (const route of ['/api/sessions', '/api/sessions/:id', '/api/settings']) app.get(route, answer);
app.get('/other', (_request, response) => response.end('well'));
const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

/** A fault is a function of a file beside this one: `sqlite/scan`; it gives what ends it. */
async function begin(fault, how) {
  const [file, name] = fault.split('/');
  const faults = await import(`./${file}.mjs`);
  ends.set(fault, await faults[name](how, server));
}

process.on('message', async ({ id, begin: fault, end: over, how }) => {
  if (fault) await begin(fault, how);
  if (over) await ends.get(over)?.();
  process.send({ id });
});
// Without its parent nobody needs it.
process.on('disconnect', () => process.exit());
