// The application of the scenario `websocket`: every message comes back.

import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { reportTo } from './control.mjs';

const server = createServer((_request, response) => response.end());
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
server.once('close', () => sockets.close());
server.listen(0, '127.0.0.1', () => reportTo(process, server, server.address().port));
