// Faults of SQLite: a table that is read whole, a statement that takes long, a lock that another connection holds.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const every = (ms, work) => {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
};
const file = join(mkdtempSync(join(tmpdir(), 'peragus-proof-sqlite-')), 'proof.db');
const database = new Database(file, { timeout: 0 });
database.pragma('journal_mode = WAL');
database.exec('CREATE TABLE sessions (id INTEGER PRIMARY KEY, name TEXT, size INTEGER)');
const insert = database.prepare('INSERT INTO sessions (name, size) VALUES (?, ?)');
for (let row = 0; row < 2000; row += 1) insert.run(`session ${row}`, row);

export function scans({ everyMs }) {
  const byName = database.prepare('SELECT id FROM sessions WHERE name = ?');
  return every(everyMs, () => byName.all('session 7'));
}

export function holdsLoop({ forMs, everyMs }) {
  const slow = database.prepare('SELECT count(*) AS pairs FROM sessions AS a, sessions AS b WHERE a.size > b.size AND a.id < ?');
  return every(everyMs, () => {
    const until = performance.now() + forMs;
    while (performance.now() < until) slow.get(200);
  });
}

export function waitsForLock({ everyMs }) {
  const other = new Database(file, { timeout: 0 });
  other.exec('BEGIN IMMEDIATE');
  const write = database.prepare('UPDATE sessions SET size = size + 1 WHERE id = ?');
  const stop = every(everyMs, () => {
    try {
      write.run(1);
    } catch {}
  });
  return () => {
    stop();
    other.exec('ROLLBACK');
    other.close();
  };
}
