import { jest } from '@jest/globals';
import type { ChatStore, LockedMessage, Message } from '../subgraphs/chat/repository/index.ts';
import { exampleMessage, exampleNeeds } from './example-conversation.ts';

/** The state of a message and its conversation when a change reads them. */
export type LockedMessageState = Partial<Omit<LockedMessage, 'message'>> & { readonly message?: Partial<Message> };

/** The dependencies for changing Ada's message `msg_1`, without a database. The viewer is Ada by default. */
export function lockedMessage({ message: more = {}, ...rest }: LockedMessageState = {}, viewerId = 'usr_ada') {
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
    ...exampleNeeds(null, viewerId),
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
