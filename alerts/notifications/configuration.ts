// Compiles the tables into Alertmanager's configuration, with the channels that are on and no others.

import { CHANNEL_NAMES, CHANNELS, type ChannelName, type ChannelsOn, channelEntry } from './channels.ts';
import { INHIBITIONS } from './inhibition.ts';
import { QUIET_TIMES } from './mute-times.ts';
import { NEVER_SILENT, OF_PEOPLE, RECEIVERS, type ReceiverName, ROOT, ROUTES } from './routing.ts';

/** Templates, from the folder of the configuration. */
const TEMPLATES = 'templates/*.tmpl';

/** The whole configuration; a channel that is off is not in it, so that it can't fail. */
export function alertmanagerConfiguration(on: ChannelsOn): object {
  return {
    templates: [TEMPLATES],
    route: { ...ROOT, routes: ROUTES },
    receivers: (Object.keys(RECEIVERS) as ReceiverName[]).map((name) => receiver(name, on)),
    inhibit_rules: INHIBITIONS.map(({ source, target, equal }) => ({
      source_matchers: source,
      target_matchers: target,
      ...(equal.length > 0 && { equal }),
    })),
    ...(QUIET_TIMES.length > 0 && { time_intervals: QUIET_TIMES }),
  };
}

/** The channels that a receiver tells: its own, and others of people when none of its own reaches a person. */
export function channelsOf(name: ReceiverName, on: ReadonlySet<ChannelName>): readonly ChannelName[] {
  const own: readonly ChannelName[] = RECEIVERS[name];
  const reachesPeople = OF_PEOPLE.some((channel) => own.includes(channel) && on.has(channel));
  const wanted = reachesPeople || !NEVER_SILENT.includes(name) ? own : [...own, ...OF_PEOPLE];
  return CHANNEL_NAMES.filter((channel) => wanted.includes(channel) && on.has(channel));
}

function receiver(name: ReceiverName, on: ChannelsOn): object {
  const lists = new Map<string, object[]>();
  for (const channel of channelsOf(name, on.names)) {
    const { list } = CHANNELS[channel];
    lists.set(list, [...(lists.get(list) ?? []), channelEntry(channel, on)]);
  }
  return { name, ...Object.fromEntries(lists) };
}

/** Every channel on, with made-up addresses of mail: what is committed to be read, and asked by tests. */
export const EVERY_CHANNEL_ON: ChannelsOn = {
  names: new Set(CHANNEL_NAMES),
  email: {
    smarthost: 'smtp.example.com:587',
    from: 'alerts@example.com',
    to: 'on-call@example.com',
    username: 'alerts',
    requireTls: true,
  },
};
