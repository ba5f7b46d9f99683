import DataLoader from 'dataloader';
import { MAX_BATCH_SIZE, readInGroups } from '../../../runtime/database/loader.ts';
import type { ChatContext, MessageLoaders } from '../context.ts';

type Repository = Pick<
  ChatContext['repository'],
  'messagesAt' | 'attachments' | 'revisions' | 'mentions' | 'reactions' | 'reactors' | 'reached' | 'pinnedMessages'
>;

/**
 * Data loaders of what is attached to messages, one statement per kind and batch. Callers have loaded the message, and so
 * may see it. Nothing is cached: a mutation that follows another in the same request reads its result.
 */
export function messageLoaders(repository: Repository, viewerId: string | null): MessageLoaders {
  const fresh = <Key, Value>(read: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>) =>
    new DataLoader<Key, Value>(read, { cache: false, maxBatchSize: MAX_BATCH_SIZE });
  return {
    repliedTo: fresh(repository.messagesAt),
    attachments: fresh(repository.attachments),
    revisions: fresh(repository.revisions),
    mentions: fresh(repository.mentions),
    reactions: fresh((positions) => repository.reactions(viewerId ?? '', positions)),
    reactors: fresh((keys) =>
      readInGroups(
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
      readInGroups(
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
