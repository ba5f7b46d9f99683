import { jest } from '@jest/globals';
import type { Streams } from '../runtime/live/durable-log.ts';
import type { Signals } from '../runtime/live/signals.ts';
import type { CallDomain } from '../runtime/subgraph/host.ts';
import type { Conversation, Message } from '../subgraphs/chat/repository/index.ts';

/** The instant of every operation test. */
export const AT = new Date('2026-11-20T12:00:00.000Z');

/** A conversation as a viewer sees it, for tests without a database. */
export const exampleConversation = (more: Partial<Conversation> = {}): Conversation => ({
  id: 'cnv_1',
  kind: 'GROUP',
  title: 'Us',
  createdAt: AT,
  activeAt: AT,
  lastSequence: 3,
  changeSequence: 4,
  memberCount: 3,
  otherUserId: null,
  streamId: null,
  closesAt: null,
  writeMode: 'EVERYONE',
  slowModeSeconds: 0,
  openerId: 'usr_ada',
  isBlocked: false,
  hasContact: true,
  role: 'MEMBER',
  unreadCount: 2,
  isArchived: false,
  mute: null,
  ...more,
});

/** A message of that conversation, for tests without a database. */
export const exampleMessage = (more: Partial<Message> = {}): Message => ({
  id: 'msg_1',
  conversationId: 'cnv_1',
  sequence: 1,
  authorId: 'usr_ada',
  text: 'hello',
  clientMessageId: null,
  sentAt: AT,
  replyToSequence: null,
  editedAt: null,
  deletedAt: null,
  isHidden: false,
  ...more,
});

/** What every operation needs: a viewer, a clock, and signals that record whether they were sent. */
export function exampleNeeds(conversation: Conversation | null, viewerId: string | null = 'usr_ada') {
  return {
    caller: { viewerId, sessionId: null, scopes: [], service: null },
    now: () => AT,
    conversations: {
      load: jest.fn(async (id: string) => (id === 'cnv_1' ? conversation : null)),
      clear: jest.fn<() => never>(),
    },
    signals: { notify: jest.fn<Signals['notify']>(async () => undefined) },
    // Nobody is a friend; the only files are `fil_1`, and `fil_new`, which is being processed.
    ask: jest.fn<CallDomain>(async (domain, _document, { otherIds, fileIds }) =>
      domain === 'media'
        ? {
            attachableFiles: [
              { id: 'fil_1', state: 'READY', kind: 'IMAGE' },
              { id: 'fil_new', state: 'PROCESSING', kind: 'IMAGE' },
            ].filter(({ id }) => [fileIds].flat().includes(id)),
          }
        : { relationships: [otherIds].flat().map(() => ({ areFriends: false, blocked: false })) },
    ),
    streams: { announce: jest.fn<Streams['announce']>(async () => undefined) },
  };
}
