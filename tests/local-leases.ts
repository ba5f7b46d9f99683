import type { Leases } from '../runtime/live/leases.ts';
import { createChannel } from '../runtime/streams/channel.ts';

/** Leases within the process, which expire only when they are released or closed. */
export function createLocalLeases(): Leases & { watchers(): number } {
  const sets = new Map<string, Set<string>>();
  const watches = new Map<string, Set<() => void>>();
  const nameOf = (kind: string, key: string) => `${kind}:${key}`;
  const membersOf = (name: string): string[] => [...(sets.get(name) ?? [])];
  const change = (name: string, work: (members: Set<string>) => void): void => {
    const members = sets.get(name) ?? new Set();
    sets.set(name, members);
    work(members);
    for (const push of watches.get(name) ?? []) push();
  };
  return {
    hold: async (kind, key, member) => change(nameOf(kind, key), (members) => members.add(member)),
    release: async (kind, key, member) => change(nameOf(kind, key), (members) => members.delete(member)),
    keep(kind, key, member) {
      change(nameOf(kind, key), (members) => members.add(member));
      return { close: async () => change(nameOf(kind, key), (members) => members.delete(member)) };
    },
    members: async (kind, keys) => keys.map((key) => membersOf(nameOf(kind, key))),
    watch(kind, key) {
      const name = nameOf(kind, key);
      const channel = createChannel<readonly string[]>({ keepLast: true });
      const push = (): void => channel.push(membersOf(name));
      const pushes = watches.get(name) ?? new Set();
      watches.set(name, pushes.add(push));
      push();
      return channel.iterate(() => pushes.delete(push));
    },
    watchers: () => [...watches.values()].reduce((sum, { size }) => sum + size, 0),
  };
}
