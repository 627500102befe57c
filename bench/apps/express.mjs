// The application of the scenario `express`: a route of Express 5 that reads a row with better-sqlite3 and logs a line with winston.

import { Writable } from 'node:stream';
import Database from 'better-sqlite3';
import express from 'express';
import winston from 'winston';
import { reportTo } from './control.mjs';

const ROWS = 100;
const database = new Database(':memory:');
database.exec('create table items (id integer primary key, name text)');
const insert = database.prepare('insert into items (name) values (?)');
for (let row = 1; row <= ROWS; row++) insert.run(`item ${row}`);
const select = database.prepare('select * from items where id = ?');

// Where a line ends up is the same for everybody, and costs nothing.
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const log = winston.createLogger({ transports: [new winston.transports.Stream({ stream: nowhere })] });

const application = express();
application.get('/first/:id', (_request, response) => response.json({ first: true }));
const routes = Number(process.env.BENCH_ROUTES ?? 0);
for (let route = 1; route <= routes; route++) application.get(`/route-${route}/:id`, (_request, response) => response.json({ route }));

application.get('/items/:id', (request, response) => {
  const row = select.get(Number(request.params.id));
  log.info('item read', { id: row?.id });
  response.json(row);
});

/** As many statements and lines as asked for, for the scaling figures. */
application.get('/work/:statements/:lines', (request, response) => {
  for (let count = Number(request.params.statements); count > 0; count--) select.get(1);
  for (let count = Number(request.params.lines); count > 0; count--) log.info('line of many', { count });
  response.json({ done: true });
});

// A span of the application's own, with as many attributes as asked for; others don't load the API.
if (process.env.BENCH_API) {
  const { trace } = await import('@opentelemetry/api');
  application.get('/attributes/:count', (request, response) => {
    const span = trace.getTracer('bench').startSpan('own work');
    for (let count = Number(request.params.count); count > 0; count--) span.setAttribute(`bench.attribute.${count}`, count);
    span.end();
    response.json({ done: true });
  });
}

const server = application.listen(0, '127.0.0.1', () => reportTo(process, server, server.address().port));
