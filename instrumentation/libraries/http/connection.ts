// What the requests of one connection share, and which of them are open.

import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { makeNotes } from '../../hooks/notes.ts';
import type { Flat, FlatValue } from '../../signals/flat.ts';
import { attribute as a } from '../../vocabulary/index.ts';
import type { AllServerSeries, Family } from './server-series.ts';

/** Longest name in the domain name system, and a port; longer ones are no host. */
const HOST_MAX = 261;
const PORT_MAX = 65_535;

const SCHEME = a.urlScheme.key;
const VERSION = a.networkProtocolVersion.key;
const CLIENT = a.clientAddress.key;
const ADDRESS = a.serverAddress.key;
const PORT = a.serverPort.key;
const AGENT = a.userAgentOriginal.key;

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
  #address: string | undefined = undefined;
  #port: number | undefined = undefined;
  #host: string | undefined = undefined;
  #family: Family | undefined = undefined;
  #first: Open | undefined = undefined;
  #agent: string | undefined = undefined;
  #version = '';
  #common: Flat | undefined = undefined;

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

  /**
   * What a request has in common with the one before it, in a frozen list, so that it is written down and encoded once; undefined
   * for the first, or one that differs: a connection may bring no other.
   */
  commonWithLast(version: string, host: string | undefined, agent: string | undefined): Flat | undefined {
    if (host === this.#host && agent === this.#agent && version === this.#version) {
      this.#common ??= Object.freeze(this.describe());
      return this.#common;
    }
    if (host !== this.#host) this.#readHost(host);
    this.#agent = agent;
    this.#version = version;
    this.#common = undefined;
    return undefined;
  }

  /** Attributes that the last request had by its connection and caller. */
  describe(): FlatValue[] {
    const attributes: FlatValue[] = [SCHEME, this.scheme, VERSION, this.#version];
    if (this.client !== undefined) attributes.push(CLIENT, this.client);
    if (this.#address !== undefined) attributes.push(ADDRESS, this.#address);
    if (this.#port !== undefined) attributes.push(PORT, this.#port);
    if (this.#agent) attributes.push(AGENT, this.#agent);
    return attributes;
  }

  // `example.com`, `example.com:8080` or `[::1]:8080`.
  #readHost(host: string | undefined): void {
    this.#host = host;
    this.#address = undefined;
    this.#port = undefined;
    if (host === undefined || host === '' || host.length > HOST_MAX) return;
    const at = host.indexOf(':', host.indexOf(']') + 1);
    this.#address = at < 0 ? host : host.slice(0, at);
    const port = at < 0 ? 0 : Number(host.slice(at + 1));
    if (port > 0 && port <= PORT_MAX) this.#port = port;
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
