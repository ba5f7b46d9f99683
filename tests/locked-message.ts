import { expect, jest } from '@jest/globals';
import type { ChatStore, Conversation, LockedMessage, Message } from '../subgraphs/chat/repository/index.ts';
import { AT, exampleConversation, exampleMessage, exampleNeeds } from './example-conversation.ts';

/** What differs from a plain message in a group, under its lock. */
export type LockedState = Partial<Omit<LockedMessage, 'message'>> & {
  readonly message?: Partial<Message>;
  /** What differs in the conversation as it is read before it is locked. */
  readonly conversation?: Partial<Conversation>;
};

/** What changing the message `msg_1` of Ada's is given, without a database; the viewer is Ada unless `viewerId` says otherwise. */
export function lockedMessage(
  { message: more = {}, conversation = {}, ...rest }: LockedState = {},
  viewerId = 'usr_ada',
) {
  const message = exampleMessage(more);
  const locked: LockedMessage = {
    message,
    kind: 'GROUP',
    isBlocked: false,
    role: 'MEMBER',
    revisionCount: 0,
    mentionedUserIds: [],
    reactionKinds: [],
    ...rest,
  };
  const store = {
    lockMessage: jest.fn<ChatStore['lockMessage']>(async () => locked),
    members: jest.fn<ChatStore['members']>(async () => []),
    pinnedSequences: jest.fn<ChatStore['pinnedSequences']>(async () => new Set()),
  };
  const changes = {
    reviseMessage: jest.fn<ChatStore['reviseMessage']>(async () => undefined),
    eraseMessage: jest.fn<ChatStore['eraseMessage']>(async () => undefined),
    appendMessageChange: jest.fn<ChatStore['appendMessageChange']>(async () => undefined),
    announce: jest.fn<(type: object, payload: object, at: Date) => Promise<void>>(async () => undefined),
    addReaction: jest.fn<ChatStore['addReaction']>(async () => true),
    removeReaction: jest.fn<ChatStore['removeReaction']>(async () => true),
    pinMessage: jest.fn<ChatStore['pinMessage']>(async () => undefined),
    unpinMessage: jest.fn<ChatStore['unpinMessage']>(async () => true),
  };
  const load = jest.fn(async (id: string) => (id === message.id ? message : null));
  return {
    ...exampleNeeds(exampleConversation(conversation), viewerId),
    store,
    changes,
    // as: only its name is read, by the signals of this test.
    changeLog: { name: 'chat.conversation-changes' } as never,
    limitPerConversation: <Value>(_: string, work: () => Promise<Value>) => work(),
    // as: a loader is cleared and then asked, no more.
    messages: { load, clear: () => ({ load }) as never },
    repository: {
      // as: the operations use only this part of the store.
      transaction: <Value>(work: (inside: never, sql: never) => Promise<Value>) =>
        work({ ...store, ...changes } as never, undefined as never),
    },
  };
}

/** Expects that an operation has stored nothing and published nothing. */
export function expectUnchanged({ changes, streams }: ReturnType<typeof lockedMessage>): void {
  for (const change of Object.values(changes)) expect(change).not.toHaveBeenCalled();
  expect(streams.announce).not.toHaveBeenCalled();
}

/** An instant before the one of the operation tests. */
export const hoursAgo = (hours: number): Date => new Date(AT.getTime() - hours * 60 * 60 * 1_000);

/** A message that was deleted. */
export const DELETED = { message: { deletedAt: AT, text: '' } } as const;
