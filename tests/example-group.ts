import { jest } from '@jest/globals';
import type { CallDomain } from '../runtime/subgraph/host.ts';
import type { addMembers } from '../subgraphs/chat/operations/change-members.ts';
import type { Conversation, MemberRole } from '../subgraphs/chat/repository/index.ts';
import { exampleConversation, exampleNeeds } from './example-conversation.ts';

/** A conversation as the viewer sees it, and the role of Ben in it. */
export interface GroupState extends Partial<Conversation> {
  /** Null when he is no member. */
  readonly otherRole?: MemberRole | null;
}

/** What changing a group is given, without a database. The viewer is Ada, whose only friend is Ben. */
export function exampleGroup(
  { otherRole = 'MEMBER', ...conversation }: GroupState,
  viewerId: string | null = 'usr_ada',
) {
  const store = {
    addMembers: jest.fn<(id: string, userIds: string[], limit: number, at: Date) => Promise<string[] | null>>(
      async () => ['usr_ben'],
    ),
    removeMember: jest.fn<(id: string, userId: string, at: Date) => Promise<boolean>>(async () => true),
    changeRole: jest.fn<(draft: object) => Promise<boolean>>(async () => true),
    announce: jest.fn<(type: { name: string }, payload: object, at: Date) => Promise<void>>(async () => undefined),
    setTitle: jest.fn<(id: string, title: string, at: Date) => Promise<void>>(async () => undefined),
  };
  const needs = {
    ...exampleNeeds(exampleConversation(conversation), viewerId),
    // as: only their names are read, by the signals of this test.
    ...{ messageLog: { name: 'chat.messages' } as never, changeLog: { name: 'chat.conversation-changes' } as never },
    ask: jest.fn<CallDomain>(async () => ({ relationships: [{ areFriends: false, blocked: false }] })),
    repository: {
      friendsAmong: jest.fn(async () => new Set(['usr_ben'])),
      members: jest.fn(async () => (otherRole === null ? [] : [{ userId: 'usr_ben', role: otherRole }])),
      // as: the operations use only this part of the store.
      transaction: <Value>(work: (inside: never, sql: never) => Promise<Value>) =>
        work(store as never, undefined as never),
    },
  };
  return {
    ...{ store, streams: needs.streams, signals: needs.signals },
    // as: the fakes hold the part of each method that the operations use.
    needs: needs as unknown as Parameters<typeof addMembers>[0],
    /** Whether anything was stored, published or signalled. */
    hasChanged: (): boolean =>
      [...Object.values(store), needs.streams.announce, needs.signals.notify].some(({ mock }) => mock.calls.length > 0),
  };
}
