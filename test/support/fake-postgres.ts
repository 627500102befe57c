// A PostgreSQL server of the smallest kind: accepts everybody and answers each statement with one row, or with an error.

import { createServer, type Socket } from 'node:net';
import { type FakeServer, listenLocally } from './fake-server.ts';

/** A statement with this word in it fails, with a message that quotes a value as PostgreSQL does. */
const FAILING = 'broken_on_purpose';

/** Starts it on a free port. */
export async function startPostgres(): Promise<FakeServer> {
  return listenLocally(createServer((socket) => serve(socket)));
}

const message = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const text = (value: string): Buffer => Buffer.from(`${value}\0`);
const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const READY = message('Z', Buffer.from('I'));
const TEXT_TYPE = 25;
const COLUMNS = message('T', int16(1), text('answer'), int32(0), int16(0), int32(TEXT_TYPE), int16(-1), int32(-1), int16(0));
const ROW = message('D', int16(1), int32(2), Buffer.from('42'));
const DONE = message('C', text('SELECT 1'));
const FAILURE = message(
  'E',
  text('SERROR'),
  text('C22P02'),
  text('Minvalid input syntax for type integer: "canary-in-a-message"'),
  Buffer.from([0]),
);

function serve(socket: Socket): void {
  let waiting = Buffer.alloc(0);
  let isStarted = false;
  let isFailed = false;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      const head = isStarted ? 1 : 0;
      if (waiting.length < head + 4) return;
      const length = head + waiting.readInt32BE(head);
      if (waiting.length < length) return;
      const type = isStarted ? String.fromCharCode(waiting[0] ?? 0) : 'startup';
      const body = waiting.subarray(head + 4, length).toString('utf8');
      waiting = waiting.subarray(length);
      if (type === 'startup') {
        isStarted = true;
        socket.write(Buffer.concat([message('R', int32(0)), READY]));
      } else if (type === 'Q') {
        socket.write(body.includes(FAILING) ? Buffer.concat([FAILURE, READY]) : Buffer.concat([COLUMNS, ROW, DONE, READY]));
      } else if (type === 'P') {
        isFailed = body.includes(FAILING);
        socket.write(isFailed ? FAILURE : message('1'));
      } else if (type === 'S') {
        isFailed = false;
        socket.write(READY);
      } else if (!isFailed) {
        const answers: Record<string, Buffer> = { B: message('2'), D: COLUMNS, E: Buffer.concat([ROW, DONE]) };
        const answer = answers[type];
        if (answer) socket.write(answer);
      }
    }
  });
}
