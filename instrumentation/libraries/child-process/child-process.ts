// Child processes: a span for each from start to end, their crashes and what they use, and trace context in their environment.
//
// Nothing of node:child_process is wrapped: the asynchronous forms are met at the native handle that a diagnostics channel shows,
// the synchronous ones at the native binding. So no stack trace, listener or exported function shows us.

import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { guarded } from '../../errors.ts';
import type { Library } from '../../hooks/library.ts';
import { onProcessEnd } from '../../signals/spans/open-work.ts';
import { rememberInherited } from './environment.ts';
import { followChild } from './handle.ts';
import { noticeKills } from './kills.ts';
import { measureRuns } from './run.ts';
import { askToStop, endSpansOfRunning, observeRunning } from './running.ts';
import { followSynchronous } from './synchronous.ts';

export const childProcess: Library = {
  name: 'child-process',
  connect({ observeChildren }) {
    rememberInherited(process.env);
    measureRuns();
    observeRunning();
    onProcessEnd(endSpansOfRunning);
    subscribe(
      'child_process',
      guarded('following a child process', (message) => followChild((message as { process: ChildProcess }).process, observeChildren)),
    );
    noticeKills(askToStop);
    followSynchronous(observeChildren);
  },
};
