// Faults of children: they crash and are started again, take too much memory, stay, or can't be started.

import { spawn } from 'node:child_process';

const every = (ms, work) => {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
};
const start = (command, args) => {
  const child = spawn(command, args, { stdio: 'ignore' });
  child.on('error', () => {});
  return child;
};

export const crash = ({ everyMs }) => every(everyMs, () => start('false', []));
export const cannotStart = ({ everyMs }) => every(everyMs, () => start('/nonexistent/program', []));

export function stay({ count }) {
  const children = Array.from({ length: count }, () => start('sleep', ['900']));
  return () => {
    for (const child of children) child.kill('SIGKILL');
  };
}

export function fillMemory({ bytes }) {
  const code = `const held = Buffer.alloc(${bytes}, 1); setInterval(() => held.length, 1000)`;
  const child = start(process.execPath, ['-e', code]);
  return () => child.kill('SIGKILL');
}
