import { jest } from '@jest/globals';
import type { CallDomain } from '../runtime/subgraph/host.ts';
import type { Relationship } from '../subgraphs/friends/repository/relationships.ts';
import type { FriendRequest } from '../subgraphs/friends/repository/requests.ts';

/** The instant of every operation test. */
export const AT = new Date('2026-11-20T12:00:00.000Z');

/** A friendship or a block that began at that instant. */
export const SINCE_AT = { id: 'tie_1', since: AT };

/** A request of Ada's to Bob, for tests without a database. */
export const exampleRequest = (more: Partial<FriendRequest> = {}): FriendRequest => ({
  id: 'frq_1',
  senderId: 'usr_ada',
  receiverId: 'usr_bob',
  status: 'REQUESTED',
  createdAt: AT,
  updatedAt: AT,
  ...more,
});

/** What an operation on Ada and Bob needs, with a store that records changes; `state` is what it finds between the two. */
export function exampleFriendship(state: Partial<Relationship> = {}, viewerId: string | null = 'usr_ada') {
  const before: Relationship = {
    viewerId: viewerId ?? 'usr_ada',
    otherId: viewerId === 'usr_bob' ? 'usr_ada' : 'usr_bob',
    friendship: null,
    blockByViewer: null,
    blockByOther: null,
    request: null,
    ...state,
  };
  const store = {
    lockRelationship: jest.fn(async () => before),
    saveRelationship: jest.fn(async (_before: Relationship, _after: Relationship) => undefined),
    requestsReceived: jest.fn(async () => [] as Date[]),
    recordChanges: jest.fn(async () => undefined),
    announce: jest.fn(async () => undefined),
  };
  return {
    store,
    /** What is stored; undefined when nothing is. */
    stored: (): Relationship | undefined => store.saveRelationship.mock.calls[0]?.[1],
    caller: { viewerId, sessionId: null, scopes: [], service: null },
    now: () => AT,
    clearLoaders: jest.fn(),
    ask: jest.fn<CallDomain>(async () => ({ users: [null] })),
    requests: { load: jest.fn(async (_id: string): Promise<FriendRequest | null> => exampleRequest()) },
    streams: { announce: jest.fn(async () => undefined) },
    repository: {
      knowsPerson: jest.fn(async () => true),
      addPeople: jest.fn(async (_userIds: readonly string[], _at: Date) => undefined),
      relationships: jest.fn(async (_viewerId: string, _otherIds: readonly string[]) => [before]),
      transaction: <Value>(work: (inside: typeof store) => Promise<Value>) => work(store),
    },
  };
}

/** Ids that no operation accepts, each with what is wrong with it. */
export const INVALID_IDS = [
  ['a blank id', ' '],
  ['an overlong id', 'x'.repeat(101)],
  ['an id with NUL', 'usr_\u0000'],
  ['an id of two lines', 'usr_1\nusr_2'],
  ['a number', 7],
  ['no id', undefined],
] as const;
