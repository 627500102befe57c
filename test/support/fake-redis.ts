// A Redis server of the smallest kind: one store of texts, GET and SET, and OK to what clients say at the start.

import { createServer, type Socket } from 'node:net';
import { type FakeServer, listenLocally } from './fake-server.ts';

/** Starts it on a free port. */
export async function startRedis(): Promise<FakeServer> {
  const store = new Map<string, string>();
  return listenLocally(createServer((socket) => serve(socket, store)));
}

function serve(socket: Socket, store: Map<string, string>): void {
  let waiting = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    waiting += chunk.toString('latin1');
    for (;;) {
      const command = take();
      if (!command) return;
      socket.write(answer(command, store));
    }
  });

  // `*2\r\n$3\r\nGET\r\n$1\r\na\r\n`
  function take(): string[] | undefined {
    const words: string[] = [];
    const head = /^\*(\d+)\r\n/.exec(waiting);
    if (!head) return undefined;
    let at = head[0].length;
    for (let left = Number(head[1]); left > 0; left -= 1) {
      const size = /^\$(\d+)\r\n/.exec(waiting.slice(at));
      if (!size) return undefined;
      const start = at + size[0].length;
      at = start + Number(size[1]) + 2;
      if (waiting.length < at) return undefined;
      words.push(waiting.slice(start, at - 2));
    }
    waiting = waiting.slice(at);
    return words;
  }
}

function answer([name = '', key = '', value = '']: readonly string[], store: Map<string, string>): string {
  switch (name.toUpperCase()) {
    case 'HELLO':
      return '%2\r\n$6\r\nserver\r\n$5\r\nredis\r\n$5\r\nproto\r\n:3\r\n';
    case 'SET':
      store.set(key, value);
      return '+OK\r\n';
    case 'GET': {
      const found = store.get(key);
      return found === undefined ? '_\r\n' : `$${found.length}\r\n${found}\r\n`;
    }
    case 'BOOM':
      return `-ERR unknown command 'BOOM', with args beginning with: '${key}'\r\n`;
    default:
      return '+OK\r\n';
  }
}
