// The machine a program must run on, in Go's words, and how file names are filled in for it.

export interface Target {
  /** `linux`, `darwin` or `windows`. */
  readonly os: string;
  /** `amd64` or `arm64`. */
  readonly arch: string;
  /** `.exe` on Windows. */
  readonly suffix: string;
}

const GO_SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' };
const GO_ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** This machine. */
export function findTarget(): Target {
  return {
    os: GO_SYSTEMS[process.platform] ?? process.platform,
    arch: GO_ARCHITECTURES[process.arch] ?? process.arch,
    suffix: process.platform === 'win32' ? '.exe' : '',
  };
}

/** Fills `{version}`, `{os}`, `{arch}` and `{suffix}` in. */
export function fillIn(template: string, version: string, target: Target): string {
  const values: Readonly<Record<string, string>> = { version, ...target };
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
