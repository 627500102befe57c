// Faults of WebSockets: handlers that fail, clients that are refused, and one that is sent more than it reads.

import { WebSocketServer } from 'ws';

const how = { share: 0, refuses: false, sendBytes: 0 };
let received = 0;

/** Serves sockets at the server of the application until its end. */
export function serves(_how, server) {
  process.on('unhandledRejection', () => {});
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (how.refuses && request.url.includes('bad'))
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else sockets.handleUpgrade(request, socket, head, (each) => sockets.emit('connection', each, request));
  });
  sockets.on('connection', (each) => {
    each.on('message', async () => {
      received += 1;
      if (how.share > 0 && received % Math.round(1 / how.share) === 0) throw new TypeError('the handler fails');
    });
    if (how.sendBytes > 0) for (let sent = 0; sent < how.sendBytes; sent += 65_536) each.send('x'.repeat(65_536));
  });
  return () => {};
}

const set = (told, back) => {
  Object.assign(how, told);
  return () => Object.assign(how, back);
};
export const fails = ({ share }) => set({ share }, { share: 0 });
export const refuses = () => set({ refuses: true }, { refuses: false });
export const floods = ({ bytes }) => set({ sendBytes: bytes }, { sendBytes: 0 });
