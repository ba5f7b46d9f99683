import { COMMERCE_MUTATIONS } from './commerce-mutations.ts';
import { CONTRACT_MUTATIONS } from './contract-mutations.ts';
import { DISCOVERY_MUTATIONS } from './discovery-mutations.ts';
import { MOVE_MUTATIONS } from './move-mutations.ts';
import type { Mutation } from './mutation.ts';
import { PAYMENTS_MUTATIONS } from './payments-mutations.ts';
import { RUNTIME_MUTATIONS } from './runtime-mutations.ts';
import { SOCIAL_MUTATIONS } from './social-mutations.ts';

/** Delicate lines of the gateway and the domains. */
const OTHER_MUTATIONS: readonly Mutation[] = [
  {
    file: 'subgraphs/friends/repository/people.ts',
    find: 'count(*)::int FROM friendship f WHERE f.user_id',
    replace:
      'count(*)::int FROM friendship f WHERE NOT EXISTS (SELECT FROM block b WHERE b.user_id = f.friend_id) AND f.user_id',
    testFile: 'tests/permissions/permissions.test.ts',
    test: 'a block changes no count',
    why: 'the size of a list does not reveal a block',
  },
  {
    file: 'subgraphs/streaming/operations/read-stream.ts',
    find: "access === 'VISIBLE' || access === 'SUSPENDED'",
    replace: "access === 'VISIBLE'",
    testFile: 'tests/permissions/permissions.test.ts',
    test: 'a stream by its id',
    why: 'friends is not asked whether a suspended host is shown',
  },
  {
    file: 'runtime/relations/suspension-store.ts',
    find: 'is_active = CASE WHEN copy.changed_at <= excluded.changed_at THEN excluded.is_active ELSE copy.is_active END,',
    replace: 'is_active = excluded.is_active,',
    testFile: 'runtime/migrations/runtime-migrations.test.ts',
    test: 'a database of before keeps its rows',
    why: 'a suspension that is handled late does not revive one that was lifted',
  },
  {
    file: 'runtime/migrations/concurrent-migration.ts',
    find: 'if (index !== undefined && (await run(INVALID_INDEX(index))).length > 0)',
    replace: 'if (index === undefined)',
    testFile: 'runtime/migrations/migrations.test.ts',
    test: 'a concurrent migration runs outside a transaction',
    why: 'an index that a failure left invalid is made again',
  },
  {
    file: 'gateway/operation/access-check.ts',
    find: 'requirement.anyOf.some((group) => group.every(holds))',
    replace: 'requirement.anyOf.some((group) => group.some(holds))',
    testFile: 'gateway/tests/access.test.ts',
    test: 'over HTTP the type of the field',
    why: 'all scopes of a group are required',
  },
  {
    file: 'gateway/operation/document-limits.ts',
    find: "if (size.depth > limits.depth) return 'depth';",
    replace: "if (size.depth > limits.depth + 1) return 'depth';",
    testFile: 'gateway/operation/document-limits.test.ts',
    test: 'depth over it',
    why: 'the depth of a document is limited, to the level',
  },
  {
    file: 'gateway/operation/document-limits.ts',
    find: "if (size.aliases > limits.aliases) return 'aliases';",
    replace: '',
    testFile: 'gateway/operation/document-limits.test.ts',
    test: 'aliases in a fragment used twice count twice',
    why: 'the number of aliases is limited',
  },
  {
    file: 'gateway/operation/document-limits.ts',
    find: "if (size.fields > limits.fields) return 'fields';",
    replace: '',
    testFile: 'gateway/operation/document-limits.test.ts',
    test: 'fragments that unfold to millions are counted, not unfolded',
    why: 'the number of fields is limited after fragments are unfolded',
  },
  {
    file: 'gateway/limits/operation-rate.ts',
    find: 'limiter.consume(viewerId ??',
    replace: 'limiter.consume(null ??',
    testFile: 'gateway/limits/operation-rate.test.ts',
    test: 'a person is counted wherever they are, and apart from visitors',
    why: 'operations are counted by person, not by address',
  },
  {
    file: 'subgraphs/chat/operations/**/may-moderate.ts',
    find: "kind !== 'DIRECT' && (",
    replace: '(',
    testFile: 'subgraphs/chat/operations/**/delete-message.test.ts',
    test: 'deleting the other’s message in a pair is refused',
    why: 'nobody moderates a direct conversation',
  },
  {
    file: 'subgraphs/chat/operations/**/edit-message.ts',
    find: 'if (message.authorId !== viewerId)',
    replace: 'if (message.authorId === null)',
    testFile: 'subgraphs/chat/operations/**/edit-message.test.ts',
    test: 'edit of another’s message, also for the owner is refused',
    why: 'only its author edits a message',
  },
  {
    file: 'subgraphs/chat/operations/**/edit-message.ts',
    find: 'if (revisionCount >= MAX_REVISIONS)',
    replace: 'if (revisionCount > MAX_REVISIONS)',
    testFile: 'subgraphs/chat/operations/**/edit-message.test.ts',
    test: 'edit too often is refused',
    why: 'the number of edits of a message is limited',
  },
  {
    file: 'subgraphs/chat/operations/**/send-message.ts',
    find: 'if (first.isSame) return done',
    replace: 'if (first.isSame || true) return done',
    testFile: 'subgraphs/chat/operations/**/send-message.test.ts',
    test: 'a repeat gives the first message',
    why: 'another message under the same clientMessageId is a conflict',
  },
  {
    file: 'subgraphs/chat/operations/**/send-message.ts',
    find: 'if (before !== null) return before;',
    replace: '',
    testFile: 'subgraphs/chat/operations/**/send-message.test.ts',
    test: 'a repeat gives the first message',
    why: 'a message that is sent again is stored once',
  },
  {
    file: 'subgraphs/friends/operations/**/send-friend-request.ts',
    find: ' || relationship.blockByOther !== null)',
    replace: ')',
    testFile: 'subgraphs/friends/operations/**/send-friend-request.test.ts',
    test: 'a block and an unknown person are refused with the very same answer',
    why: 'who is blocked cannot ask, and does not learn why',
  },
  {
    file: 'subgraphs/friends/operations/**/send-friend-request.ts',
    find: 'if (cooldown > 0) return',
    replace: 'if (false) return',
    testFile: 'subgraphs/friends/operations/**/send-friend-request.test.ts',
    test: 'after a rejection, at once: the refusal has the seconds to wait',
    why: 'who was turned down waits before asking again',
  },
  {
    file: 'subgraphs/auth/operations/**/refresh-session.ts',
    find: 'revoked: await endSessions(store, { id: session.id }, instant) }',
    replace: 'revoked: [] }',
    testFile: 'subgraphs/auth/operations/**/refresh-session.test.ts',
    test: 'used 86400000 ms ago, and its successor too, it ends the session',
    why: 'a refresh token that was copied ends its session',
  },
  {
    file: 'subgraphs/auth/operations/**/log-in.ts',
    find: '(await store.holdPassword(userId, passwordHash)) && (await factor(store))',
    replace: '(await factor(store))',
    testFile: 'subgraphs/auth/operations/**/log-in.test.ts',
    test: 'a password that is changed meanwhile opens no session',
    why: 'a session is opened only while the password that was given is the account’s',
  },
  {
    file: 'subgraphs/auth/operations/**/delete-account.ts',
    find: 'if (obligations.length > 0) return accountHasObligations(obligations);',
    replace: '',
    testFile: 'subgraphs/auth/operations/**/delete-account.test.ts',
    test: 'an account with obligations is not deleted in any domain',
    why: 'nobody leaves by deletion what they owe',
  },
  {
    file: 'gateway/transport/server/routes.ts',
    find: 'onWait: slots.releaseLoad,',
    replace: '',
    testFile: 'runtime/serve/routes.test.ts',
    test: 'routes of a domain, embedded requests pass the load gate, which a slow client does not fill',
    why: 'a client that sends slowly holds no slot of the load gate',
  },
  {
    file: 'gateway/subgraphs/mounted-routes.ts',
    find: '      signal,\n',
    replace: '',
    testFile: 'runtime/serve/routes.test.ts',
    test: 'routes of a domain, served a client that goes away aborts the signal of its request',
    why: 'a domain in another process learns that nobody waits for its response',
  },
];

/** Lines on which permission, delivery, idempotency or a limit depends. */
export const MUTATIONS: readonly Mutation[] = [
  ...DISCOVERY_MUTATIONS,
  ...COMMERCE_MUTATIONS,
  ...CONTRACT_MUTATIONS,
  ...MOVE_MUTATIONS,
  ...PAYMENTS_MUTATIONS,
  ...SOCIAL_MUTATIONS,
  ...RUNTIME_MUTATIONS,
  ...OTHER_MUTATIONS,
];
