// What the requests of one connection share, and which of them are open.

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { makeNotes } from '../../hooks/notes.ts';
import type { AllServerSeries, Family } from './server-series.ts';

/** Longest name in the domain name system, and a port; longer ones are no host. */
const HOST_MAX = 261;
const PORT_MAX = 65_535;

/** An exchange among others that are open on the same connection. */
export interface Open {
  previous: Open | undefined;
  next: Open | undefined;
}

const connections = makeNotes<Connection>();

export class Connection {
  readonly scheme: string;
  /** Address of the peer. */
  readonly client: string | undefined;
  /** Name that the last request asked for, and its port; undefined where it named none. */
  address: string | undefined = undefined;
  port: number | undefined = undefined;
  #host: string | undefined = undefined;
  #family: Family | undefined = undefined;
  #first: Open | undefined = undefined;

  constructor(socket: Socket) {
    this.scheme = (socket as TLSSocket).encrypted ? 'https' : 'http';
    this.client = socket.remoteAddress;
  }

  /** The connection of a socket; `onClose` is called with those that are open when it closes. */
  static of(socket: Socket, onClose: (exchange: Open) => void): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const connection = new Connection(socket);
    connections.set(socket, connection);
    // One listener a connection, not a request: a pipelined response that never got its turn has no end of its own.
    socket.once('close', () => connection.#close(onClose));
    return connection;
  }

  familyOf(all: AllServerSeries, method: string, version: string): Family {
    const last = this.#family;
    if (last !== undefined && last.method === method && last.version === version) return last;
    const family = all.familyOf(method, this.scheme, version);
    this.#family = family;
    return family;
  }

  /** Reads `example.com`, `example.com:8080` or `[::1]:8080` into address and port. */
  readHost(host: string | undefined): void {
    if (host === this.#host) return;
    this.#host = host;
    this.address = undefined;
    this.port = undefined;
    if (host === undefined || host === '' || host.length > HOST_MAX) return;
    const at = host.indexOf(':', host.indexOf(']') + 1);
    this.address = at < 0 ? host : host.slice(0, at);
    const port = at < 0 ? 0 : Number(host.slice(at + 1));
    if (port > 0 && port <= PORT_MAX) this.port = port;
  }

  open(exchange: Open): void {
    exchange.next = this.#first;
    if (this.#first !== undefined) this.#first.previous = exchange;
    this.#first = exchange;
  }

  ended(exchange: Open): void {
    const { previous, next } = exchange;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next !== undefined) next.previous = previous;
    exchange.previous = undefined;
    exchange.next = undefined;
  }

  // In the order in which they came.
  #close(onClose: (exchange: Open) => void): void {
    let last = this.#first;
    while (last?.next !== undefined) last = last.next;
    this.#first = undefined;
    for (let exchange = last; exchange !== undefined; exchange = exchange.previous) onClose(exchange);
  }
}
