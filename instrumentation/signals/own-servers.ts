// Servers that the preload itself opens; the libraries that see all servers leave them out.

const own = new WeakSet<object>();

/** Keeps what this server does out of all telemetry. */
export function hideServer(server: object): void {
  own.add(server);
}

export function isOwnServer(server: object | undefined): boolean {
  return server !== undefined && own.has(server);
}
