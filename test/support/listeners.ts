// Which addresses a process listens on, as the Linux kernel says.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const STATE_LISTEN = '0A';

/** Hexadecimal `address:port` of each TCP socket that the process listens on. */
export function listeningAddresses(pid: number): string[] {
  const inodes = new Set(readdirSync(`/proc/${pid}/fd`).map((descriptor) => socketInode(`/proc/${pid}/fd/${descriptor}`)));
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === STATE_LISTEN && inodes.has(fields[9]))
      .map((fields) => fields[1] ?? ''),
  );
}

/** The number of the socket behind a descriptor; undefined for a file, or when it is closed by now. */
function socketInode(path: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1];
  } catch {
    return undefined;
  }
}
