/** A way to break a delicate line, and the test that must fail then. */
export interface Mutation {
  /** Glob of one file, so that a file may move within its folder. */
  readonly file: string;
  /** Occurs once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Glob of one test file. */
  readonly testFile: string;
  /** Full name of the test, or a part of it. */
  readonly test: string;
  /** What no longer holds. */
  readonly why: string;
}

/** Lines on which permission, delivery, idempotency or a limit depends. */
export const MUTATIONS: readonly Mutation[] = [
  {
    file: 'runtime/serve/caller-token.ts',
    find: '      audience,\n      ignoreExpiration',
    replace: '      ignoreExpiration',
    testFile: 'runtime/serve/serve-subgraph.test.ts',
    test: 'a token for another subgraph is refused { whoAmI }',
    why: 'a caller is known only to the subgraph that the token was signed for',
  },
  {
    file: 'runtime/serve/caller-token.ts',
    find: 'if (Math.abs(difference) > MAX_CLOCK_DIFFERENCE_SECONDS) return null;',
    replace: '',
    testFile: 'runtime/serve/serve-subgraph.test.ts',
    test: 'a token that has died is refused { whoAmI }',
    why: 'the token of a caller expires',
  },
  {
    file: 'runtime/serve/caller-token.ts',
    find: 'return maySign(trusted, caller) ? {',
    replace: 'return true ? {',
    testFile: 'runtime/serve/caller-keys.test.ts',
    test: 'does not sign for an administrator',
    why: 'the key of a domain gives no scopes and signs for no other domain',
  },
  {
    file: 'runtime/serve/caller-token.ts',
    find: 'before.until > elapsedMs()',
    replace: 'before.until > 0',
    testFile: 'runtime/serve/caller-token.test.ts',
    test: 'a gateway whose clock is set back makes a new token as soon as before',
    why: 'a signed token is reused for a limited time',
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
    file: 'runtime/limits/quota-scripts.ts',
    find: 'and counts[i] >= limit then',
    replace: 'and counts[i] > limit then',
    testFile: 'runtime/limits/quotas.test.ts',
    test: 'in Redis parallel reservations never exceed a limit',
    why: 'a quota gives no more than its limit',
  },
  {
    file: 'runtime/events/inbox-table.ts',
    find: 'return added === 1;',
    replace: 'return added >= 0;',
    testFile: 'runtime/events/delivery.test.ts',
    test: 'when events are delivered a second time',
    why: 'an event that is delivered again has no second effect',
  },
  {
    file: 'runtime/live/cursor.ts',
    find: 'itsLog === log && itsKey === key &&',
    replace: 'itsLog === log &&',
    testFile: 'runtime/live/log-streams.test.ts',
    test: 'refuses a cursor that is of another key',
    why: 'a cursor counts in the log that it was given for',
  },
  {
    file: 'runtime/live/tail.ts',
    find: 'if (!permitted.has(follower.viewerId) &&',
    replace: 'if (false &&',
    testFile: 'runtime/live/log-streams.test.ts',
    test: 'ends the stream with FORBIDDEN and no row after it',
    why: 'permission is checked again before rows are delivered',
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
    file: 'runtime/events/bootstrap.ts',
    find: 'if (page.next === null) await complete(options, bootstrap, store, sql);',
    replace: 'if (page.next === null) await completeBootstrap(sql, producer);',
    testFile: 'tests/snapshot-bootstrap.test.ts',
    test: 'embedded that missed events until they were pruned takes a snapshot again, and ends what is gone',
    why: 'what a producer has no more ends in the copy too',
  },
  {
    file: 'runtime/events/bootstrap.ts',
    find: 'Math.max(at.oldest - 1, 0)',
    replace: 'at.number',
    testFile: 'tests/snapshot-bootstrap.test.ts',
    test: 'embedded has all facts, is unready until then, and handles the events that are still kept',
    why: 'events that a producer still keeps are handled after its snapshot',
  },
];
