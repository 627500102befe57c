// node --expose-gc --expose-internals --import <preload> app.mjs: the observed application of the soak. Its parent asks it over IPC
// what it has done and what it holds; it ends by itself when it is told to.

import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import Database from 'better-sqlite3';
import express from 'express';
import winston from 'winston';

const { timerListMap } = createRequire(import.meta.url)('internal/timers');
const done = { requests: 0, statements: 0, lines: 0 };

const database = new Database(':memory:');
database.exec('create table items (id integer primary key, name text)');
const insert = database.prepare('insert into items (name) values (?)');
for (let row = 1; row <= 100; row++) insert.run(`item ${row}`);
const before = { statements: 101 };
const select = database.prepare('select * from items where id = ?');
const nowhere = new Writable({ write: (_chunk, _encoding, next) => next() });
const log = winston.createLogger({ transports: [new winston.transports.Stream({ stream: nowhere })] });

const app = express();
app.get('/items/:id', (request, response) => {
  done.requests += 1;
  const row = select.get(Number(request.params.id));
  done.statements += 1;
  log.info('item read', { seq: done.lines });
  done.lines += 1;
  response.json(row);
});

/** All timers, those that keep no process alive included. */
function countTimers() {
  let count = 0;
  for (const list of Object.values(timerListMap)) for (let timer = list._idlePrev; timer !== list; timer = timer._idlePrev) count += 1;
  return count;
}

function tell() {
  global.gc();
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    ...done,
    statements: done.statements + before.statements,
    rssBytes: rss,
    heapBytes: heapUsed,
    descriptors: readdirSync('/proc/self/fd').length,
    timers: countTimers(),
    cpuMs: (user + system) / 1000,
  };
}

const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
// The load takes any of its connections at any time: one that the server closes after 5 idle seconds would fail a request by itself.
server.keepAliveTimeout = 0;
process.on('message', ({ id, ask }) => {
  process.send({ id, ...tell() });
  if (ask !== 'end') return;
  server.closeAllConnections();
  server.close();
  process.disconnect();
});
