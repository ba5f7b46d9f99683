import type { ExecutionResult } from 'graphql';
import { encodeCursor } from '../runtime/live/cursor.ts';
import { newId } from '../runtime/operations/ids.ts';
import subgraph from '../subgraphs/chat/index.ts';
import { type DomainWorld, type DomainWorldOptions, openDomainWorld } from './domain-world.ts';
import { eventually } from './eventually.ts';

/** Plain JSON of any shape; each test states the shape it expects. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type Answer = any;

/** A subscription that collects its events. */
export interface Listening {
  /** The payloads so far. */
  readonly events: Answer[];
  /** Codes of the errors that it ended with; undefined while it is open. */
  ending(): string[] | undefined;
  /** Resolves with all payloads once there are `count`. */
  until(count: number): Promise<Answer[]>;
  close(): Promise<void>;
}

/** The chat domain for its tests, with the friends domain played by the test. */
export interface ChatWorld extends DomainWorld {
  person(): string;
  /** Makes people friends of each other in the friends domain; chat has not heard of it. */
  /** Who follows whom, as social says: `follower followee`. */
  readonly follows: Set<string>;
  befriend(...userIds: string[]): void;
  /** The media domain as the test plays it. */
  readonly media: {
    /** Who owns which file that can be shown. */
    readonly owners: Map<string, string>;
    /** What chat has said that it shows: subject, grant and file. */
    readonly uses: Set<string>;
  };
  /** While true, the friends domain cannot be asked. */
  friendsAway(away: boolean): void;
  /** The first root field of the answer. Rejects when there are errors. */
  run(viewerId: string, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The code of the first error. */
  codeOf(viewerId: string | null, query: string, variables?: Record<string, unknown>): Promise<string>;
  /** A conversation of the first with the others, all friends: direct with one, else a group. */
  open(...userIds: readonly [string, ...string[]]): Promise<string>;
  send(viewerId: string, conversationId: string, text: string, clientMessageId?: string): Promise<Answer>;
  listen(viewerId: string, subscription: string, variables?: Record<string, unknown>): Promise<Listening>;
  /** The code with which a subscription is refused, in either form. */
  refusalOf(viewerId: string, subscription: string, variables?: Record<string, unknown>): Promise<string | undefined>;
  /** The cursor after a message of a conversation, as a client may have it. */
  cursorAfter(conversationId: string, sequence: number): Promise<string>;
  /** Resolves when all changes have been brought to their members. */
  settled(): Promise<void>;
}

const CREATE = `mutation ($input: CreateConversationInput!) { createConversation(input: $input) {
  conversation { id } errors { __typename } } }`;
const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
  message { id sequence text clientMessageId } errors { __typename ... on UserError { message path } } } }`;

/** Opens it. */
export async function openChatWorld(options: Pick<DomainWorldOptions, 'served' | 'now'> = {}): Promise<ChatWorld> {
  const friendships = new Set<string>();
  const follows = new Set<string>();
  let away = false;
  const pairOf = (one: unknown, other: unknown) => [one, other].sort().join();
  const media: ChatWorld['media'] = { owners: new Map(), uses: new Set() };
  const world = await openDomainWorld(subgraph, {
    ...options,
    answers: {
      social: (_, { followerIds, followeeIds }) => ({
        followsBetween: [followerIds].flat().map((id, at) => follows.has(`${id} ${[followeeIds].flat()[at]}`)),
      }),
      media: (document, variables) => answerAsMedia(media, document, variables),
      friends: (_, { userId, otherIds }) =>
        away
          ? null
          : {
              relationships: [otherIds].flat().map((otherId) => ({
                areFriends: friendships.has(pairOf(userId, otherId)),
                blocked: false,
              })),
            },
    },
  });
  const run: ChatWorld['run'] = async (viewerId, query, variables = {}) => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId));
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return Object.values(data ?? {})[0];
  };
  const befriend = (...userIds: string[]) => {
    for (const one of userIds) for (const other of userIds) if (one !== other) friendships.add(pairOf(one, other));
  };
  const codesOf = (errors: ExecutionResult['errors']) =>
    (errors ?? []).map(({ extensions }) => String(extensions['code']));
  const listen: ChatWorld['listen'] = async (viewerId, subscription, variables = {}) => {
    const stream = await world.subscribe(subscription, variables, world.as(viewerId));
    const events: Answer[] = [];
    let ending: string[] | undefined;
    const pump = async () => {
      for await (const step of stream) {
        const { data, errors } = JSON.parse(JSON.stringify(step));
        if (errors === undefined) events.push(Object.values(data)[0]);
        else ending = codesOf(errors);
      }
      ending ??= [];
    };
    void pump();
    return {
      events,
      ending: () => ending,
      async until(count) {
        await eventually(() => events.length >= count || ending !== undefined, `event ${count}, of ${events.length}`);
        return events;
      },
      close: async () => void (await stream.return?.()),
    };
  };

  return {
    ...world,
    person: () => newId('usr', new Date()),
    befriend,
    follows,
    media,
    friendsAway: (value) => {
      away = value;
    },
    run,
    async codeOf(viewerId, query, variables = {}) {
      const caller = viewerId === null ? world.asService('gateway') : world.as(viewerId);
      return codesOf((await world.execute(query, variables, caller)).errors)[0] ?? 'none';
    },
    async open(owner, ...others) {
      for (const other of others) befriend(owner, other);
      const kind = others.length === 1 ? 'DIRECT' : 'GROUP';
      const input = { kind, memberIds: others, ...(kind === 'GROUP' ? { title: 'Us' } : {}) };
      const { conversation, errors } = await run(owner, CREATE, { input });
      if (conversation === null) throw new Error(JSON.stringify(errors));
      return conversation.id;
    },
    send: (viewerId, conversationId, text, clientMessageId) =>
      run(viewerId, SEND, {
        input: { conversationId, text, ...(clientMessageId === undefined ? {} : { clientMessageId }) },
      }),
    listen,
    async refusalOf(viewerId, subscription, variables) {
      // In process a refusal comes at once, over the wire as the first and last of the stream.
      const listening = await listen(viewerId, subscription, variables).catch((error: Error) =>
        codesOf(Object(error.cause)),
      );
      if (Array.isArray(listening)) return listening[0];
      await eventually(() => listening.ending() !== undefined || listening.events.length > 0, 'a refusal');
      await listening.close();
      return listening.ending()?.[0];
    },
    async cursorAfter(conversationId, sequence) {
      const [row] = await world.sql.$queryRaw<{ timeline: string }[]>`
        SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline`;
      return encodeCursor('chat.messages', conversationId, sequence, row?.timeline ?? '');
    },
    settled: () =>
      eventually(async () => {
        const open = await world.sql.$queryRaw<object[]>`
          SELECT FROM conversation WHERE projected_sequence < change_sequence LIMIT 1`;
        return open.length === 0;
      }, 'all changes to be projected'),
  };
}

/** Answers what chat asks of media: which files can be shown, and what is shown. */
function answerAsMedia(
  { owners, uses }: ChatWorld['media'],
  document: string,
  variables: Readonly<Record<string, unknown>>,
) {
  const isOwn = (ownerId: unknown, id: unknown) => owners.get(String(id)) === ownerId;
  if (document.includes('attachableFiles')) {
    const files = [variables['fileIds']].flat().filter((id) => isOwn(variables['ownerId'], id));
    return { attachableFiles: files.map((id) => ({ id, state: 'READY', kind: 'IMAGE' })) };
  }
  const { ownerId, fileIds, subjectId, subjectIds, grantId } = Object(variables['input']);
  if (document.includes('detachFiles')) {
    for (const use of uses) if (subjectIds.some((id: string) => use.startsWith(id))) uses.delete(use);
    return { detachFiles: { errors: [] } };
  }
  const isRefused = !fileIds.every((id: string) => isOwn(ownerId, id));
  if (!isRefused) for (const id of fileIds) uses.add(`${subjectId} ${grantId} ${id}`);
  return { attachFiles: { errors: isRefused ? [{ __typename: 'MediaUnavailable' }] : [] } };
}
