import { jest } from '@jest/globals';
import type { LogEvent, Streams } from '../runtime/live/durable-log.ts';
import type { ChatContext } from '../subgraphs/chat/context.ts';
import type { ChatRepository, Conversation } from '../subgraphs/chat/repository/index.ts';
import { createLocalSignals } from './array-log.ts';
import { AT, exampleConversation, exampleNeeds } from './example-conversation.ts';
import { createLocalLeases } from './local-leases.ts';

/** An event of a durable log, or with null one that asks to read anew. */
export const exampleEvent = <Entry>(entry: Entry | null): LogEvent<Entry> => ({
  cursor: 'cursor',
  resyncRequired: entry === null,
  entry,
});

/**
 * What a subscription of chat needs: signals and leases within the process, a log with the events `logged`, and a viewer
 * who may listen until they are taken out of `permitted`.
 */
export function exampleLiveChat(
  conversation: Conversation | null,
  { viewerId = 'usr_ada', logged = [] }: { viewerId?: string | null; logged?: readonly LogEvent<unknown>[] } = {},
) {
  const signals = createLocalSignals();
  const leases = createLocalLeases();
  const permitted = new Set(['usr_ada']);
  const endPresence = jest.fn();
  const follow = jest.fn(async (..._: unknown[]) =>
    (async function* () {
      yield* logged;
    })(),
  );
  const repository = {
    permittedIn: jest.fn<ChatRepository['permittedIn']>(async () => new Set(permitted)),
    lastSeen: jest.fn<ChatRepository['lastSeen']>(async (_, userIds) => new Map(userIds.map((id) => [id, AT]))),
    members: jest.fn<ChatRepository['members']>(async () => []),
    memberPages: jest.fn<ChatRepository['memberPages']>(async () => [[]]),
  };
  const parts = {
    ...exampleNeeds(conversation, viewerId),
    signals,
    leases,
    presenceNotes: { hold: jest.fn(() => endPresence) },
    repository,
    // as: a stream of any entries in place of a log's own.
    streams: { follow: follow as unknown as Streams['follow'] },
    messageLog: { name: 'chat.messages' },
    changeLog: { name: 'chat.conversation-changes' },
    inboxLog: { name: 'chat.inbox' },
  };
  return {
    ...{ signals, leases, permitted, follow, repository, endPresence, messageLog: parts.messageLog },
    ...{ changeLog: parts.changeLog, inboxLog: parts.inboxLog },
    // as: the subscriptions use only this part of the context.
    context: parts as unknown as ChatContext,
    /** What a subscription has left open. */
    open: async () => ({
      signals: signals.listeners(),
      watches: leases.watchers(),
      online: (await leases.members('presence', ['usr_ada']))[0]?.length,
    }),
  };
}

/** What `open` returns once a subscription has ended. */
export const NOTHING_OPEN = { signals: 0, watches: 0, online: 0 };

/** The next items of a stream. */
export async function take<Item>(stream: AsyncIterator<Item>, count: number): Promise<Item[]> {
  const items: Item[] = [];
  while (items.length < count) {
    const { done, value } = await stream.next();
    if (done) throw new Error(`The stream ended after ${items.length} items.`);
    items.push(value);
  }
  return items;
}

/** Conversations that nobody can follow, each with why. */
export const NOT_FOLLOWED: readonly (readonly [string, Conversation | null])[] = [
  ['an unknown or hidden conversation', null],
  ['the conversation of a blocked pair', exampleConversation({ kind: 'DIRECT', isBlocked: true })],
];
