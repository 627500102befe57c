// Listening to Node's diagnostics channels so that the application never notices a failure of ours.

import { subscribe } from 'node:diagnostics_channel';
import { tellFailure } from '../../errors.ts';

/** Calls `handle` for each message of the channel; `what` says what it does, for the line about its failure. */
export function listen<Message>(channel: string, what: string, handle: (message: Message) => void): void {
  subscribe(channel, (message) => {
    try {
      handle(message as Message);
    } catch (error) {
      tellFailure(what, error);
    }
  });
}
