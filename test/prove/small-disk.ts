// A disk that may be full: a few megabytes of memory, mounted at a folder. Needs leave to mount, which root has outside of most containers.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** What is in the folder is hidden until the disk is gone. */
  static async mount(folder: string, mebibytes: number): Promise<SmallDisk> {
    await mkdir(folder, { recursive: true });
    await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  /** Takes so much of it, or as much as there is. */
  async fill(share: number): Promise<void> {
    const { blocks, bsize } = await statfs(this.folder);
    await writeFile(join(this.folder, 'ballast'), Buffer.alloc(Math.floor(blocks * share) * bsize));
  }

  /** Also while somebody has files of it open. */
  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
  }
}

/** Why no disk can be mounted here; undefined where it can. */
export async function whyNoDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'peragus-proof-mount-'));
  try {
    await (await SmallDisk.mount(folder, 1)).unmount();
    return undefined;
  } catch {
    return 'nothing may be mounted here';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
