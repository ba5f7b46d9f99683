import DataLoader from 'dataloader';
import type { ChatContext, MessageLoaders } from '../context.ts';

type Repository = Pick<
  ChatContext['repository'],
  'messagesAt' | 'revisions' | 'mentions' | 'reactions' | 'reactors' | 'reached' | 'pinnedMessages'
>;

/** Keys read in one statement. */
const MAX_BATCH = 500;

/**
 * Data loaders of what hangs on messages, one statement a kind and answer. Whoever asks has been given the message, and
 * so may see them. Nothing is kept: a mutation that follows another in the same request reads what it has done.
 */
export function messageLoaders(repository: Repository, viewerId: string | null): MessageLoaders {
  const fresh = <Key, Value>(read: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>) =>
    new DataLoader<Key, Value>(read, { cache: false, maxBatchSize: MAX_BATCH });
  return {
    repliedTo: fresh(repository.messagesAt),
    revisions: fresh(repository.revisions),
    mentions: fresh(repository.mentions),
    reactions: fresh((places) => repository.reactions(viewerId ?? '', places)),
    reactors: fresh((keys) =>
      inGroups(
        keys,
        ({ first }) => first,
        (group, { first }) =>
          repository.reactors(
            group.map(({ reaction }) => reaction),
            first,
          ),
      ),
    ),
    reached: fresh((keys) =>
      inGroups(
        keys,
        ({ mark, first }) => `${mark}:${first}`,
        (group, { mark, first }) =>
          repository.reached(
            mark,
            group.map(({ message }) => message),
            first,
          ),
      ),
    ),
    pinnedMessages: fresh(repository.pinnedMessages),
  };
}

/** Reads keys of a kind together, and answers in the order of all. */
async function inGroups<Key, Value>(
  keys: readonly Key[],
  kindOf: (key: Key) => string | number,
  read: (group: readonly Key[], one: Key) => Promise<readonly Value[]>,
): Promise<(Value | Error)[]> {
  const found = new Map<Key, Value>();
  await Promise.all(
    [...Map.groupBy(keys, kindOf).values()].map(async (group) => {
      const [one] = group;
      if (one === undefined) return;
      const values = await read(group, one);
      for (const [at, key] of group.entries()) {
        const value = values[at];
        if (value !== undefined) found.set(key, value);
      }
    }),
  );
  return keys.map((key) => found.get(key) ?? new Error('A batch read answered for fewer keys than it was asked for.'));
}
