import type { ExecutionResult } from 'graphql';
import { z } from 'zod';
import { withClient } from '../runtime/database/postgres-connections.ts';
import { ANONYMOUS, type Caller, OPERATOR } from '../runtime/executor/caller.ts';
import { seedCommerce } from './seed-commerce.ts';
import { seedDiscovery } from './seed-discovery.ts';
import { seedMoney } from './seed-money.ts';
import { seedProjects } from './seed-projects.ts';
import { seedResume } from './seed-resume.ts';
import { seedSocial } from './seed-social.ts';
import { type GoLive, seedGifts, seedStreams } from './seed-streams.ts';
import { DEMO_PASSWORD, GREETINGS, PEOPLE, type Person, ROOM_TALK } from './seed-world.ts';

/** A login that the demo data brings. */
export interface DemoLogin {
  readonly identifier: string;
  readonly password: string;
  /** Absent for ordinary people. */
  readonly role?: Person['role'];
}

/** The logins that `start` prints and the explorer offers: two ordinary people, then those with a role. */
export const DEMO_LOGINS: readonly DemoLogin[] = [
  ...PEOPLE.slice(0, 2),
  ...PEOPLE.filter(({ role }) => role !== undefined),
].map(({ email, role }) => ({ identifier: email, password: DEMO_PASSWORD, ...(role === undefined ? {} : { role }) }));

/** Answers an operation as a caller: the gateway's own `execute`. */
export type Execute = (
  request: { query: string; variables?: Record<string, unknown> },
  caller: Caller,
) => Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>>;

const RETRY_INTERVAL_MS = 50;
const RETRY_TIMEOUT_MS = 10_000;

/** Whether nobody has registered yet. */
export const isEmpty = (ownerUrl: string): Promise<boolean> =>
  withClient({ connectionString: ownerUrl }, async (client) => {
    const { rows } = await client.query<{ empty: boolean }>('SELECT NOT EXISTS (SELECT FROM auth.account) AS empty');
    return rows[0]?.empty === true;
  });

/**
 * Makes a small believable world through the public operations alone: people with profiles, friendships, open friend
 * requests, conversations with unread messages, rooms, a live stream with gifts, money, people who look for others, posts with
 * what others made of them, shops, projects, a resume, a moderator, an administrator and two people of finance. `goLive` shows a
 * picture in the live stream, where a media server takes it. Returns the caller for each nickname.
 *
 * @throws when an operation is refused.
 */
export async function seedDemo(execute: Execute, goLive: GoLive | null = null): Promise<(nickname: string) => Caller> {
  const run = runner(execute);
  const ids = new Map<string, string>();
  const as = (nickname: string): Caller => ({ ...ANONYMOUS, viewerId: ids.get(nickname) ?? null });
  const idOf = (nickname: string): string => ids.get(nickname) ?? '';

  // One by one: passwords are costly, and what has just started answers slowly enough.
  for (const person of PEOPLE) ids.set(person.nickname, await retry(() => register(run, person)));
  await Promise.all(PEOPLE.map((person) => describe(run, as(person.nickname), person)));
  for (const { nickname, friends } of PEOPLE) {
    await Promise.all(friends.map((friend) => befriend(run, as(nickname), as(friend), idOf(friend))));
  }
  for (const { nickname, requests = [] } of PEOPLE) {
    await Promise.all(requests.map((other) => sendRequest(run, as(nickname), idOf(other))));
  }
  await Promise.all(
    GREETINGS.map(({ between: [one, other], lines }) =>
      talk(run, as, one, { kind: 'DIRECT', memberIds: [idOf(other)] }, lines),
    ),
  );
  await openRooms(run, as);
  const streamId = await seedStreams({ run, as, retry }, goLive);
  await reportMessage(run, as('yuki'), as('ben'));
  await seedMoney({ execute, run, as, retry });
  if (streamId !== null) await seedGifts({ run, as, retry }, streamId);
  await seedDiscovery({ run, as, retry });
  await seedSocial({ run, as, retry });
  await seedResume({ run, as });
  await seedProjects({ run, as });
  await seedCommerce({ run, as, retry });
  for (const { nickname, role } of PEOPLE) if (role !== undefined) await grant(run, idOf(nickname), role);
  return as;
}

async function grant(run: Run, userId: string, role: string): Promise<void> {
  const query =
    'mutation Grant($input: GrantRoleInput!) { grantRole(input: $input) { errors { ... on UserError { message } } } }';
  await run(query, { userId, role }, OPERATOR);
}

type Run = (query: string, input: Record<string, unknown>, caller: Caller) => Promise<Record<string, unknown>>;

const PAYLOAD = z.looseObject({ errors: z.array(z.object({ message: z.string() })) });

/** Runs one mutation; its only root field is the payload. */
function runner(execute: Execute): Run {
  return async (query, input, caller) => {
    const result = await execute({ query, variables: { input } }, caller);
    const data = 'data' in result ? result.data : null;
    const payload = PAYLOAD.safeParse(Object.values(data ?? {})[0]);
    const refusal = payload.success
      ? payload.data.errors[0]?.message
      : JSON.stringify('errors' in result ? result.errors : result);
    if (!payload.success || refusal !== undefined) throw new Error(`seed: ${query.slice(0, 60)} … ${refusal}`);
    return payload.data;
  };
}

const idIn = (payload: Record<string, unknown>, key: string): string =>
  z.object({ id: z.string() }).parse(payload[key]).id;

async function register(run: Run, { email, nickname }: Person): Promise<string> {
  const query =
    'mutation Register($input: RegisterInput!) { register(input: $input) { user { id } errors { ... on UserError { message } } } }';
  return idIn(
    await run(query, { email, nickname, password: DEMO_PASSWORD, dateOfBirth: '1995-05-17' }, ANONYMOUS),
    'user',
  );
}

/** The profile comes by event a moment after registration. */
async function describe(run: Run, caller: Caller, { displayName, bio, interests }: Person): Promise<void> {
  const query =
    'mutation Describe($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { ... on UserError { message } } } }';
  await retry(() => run(query, { displayName, bio, interests }, caller));
}

async function sendRequest(run: Run, from: Caller, userId: string): Promise<string> {
  const send =
    'mutation Send($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { request { id } errors { ... on UserError { message } } } }';
  return idIn(await retry(() => run(send, { userId }, from)), 'request');
}

async function befriend(run: Run, from: Caller, to: Caller, toId: string): Promise<void> {
  const requestId = await sendRequest(run, from, toId);
  const accept =
    'mutation Accept($input: AcceptFriendRequestInput!) { acceptFriendRequest(input: $input) { request { id } errors { ... on UserError { message } } } }';
  await run(accept, { requestId }, to);
}

const SEND =
  'mutation Say($input: SendMessageInput!) { sendMessage(input: $input) { message { id } errors { ... on UserError { message } } } }';

async function open(run: Run, host: Caller, opening: Record<string, unknown>): Promise<string> {
  const query =
    'mutation Open($input: CreateConversationInput!) { createConversation(input: $input) { conversation { id } errors { ... on UserError { message } } } }';
  return idIn(await run(query, opening, host), 'conversation');
}

async function talk(
  run: Run,
  as: (nickname: string) => Caller,
  host: string,
  opening: Record<string, unknown>,
  lines: readonly Line[],
): Promise<void> {
  const conversationId = await open(run, as(host), opening);
  const messageIds: string[] = [];
  for (const line of lines) messageIds.push(await say(run, as, conversationId, line, messageIds));
}

type Line = (typeof GREETINGS)[number]['lines'][number];

/** Sends a line, then its edit and reactions. Returns the id of the message. */
async function say(
  run: Run,
  as: (nickname: string) => Caller,
  conversationId: string,
  { author, text, before, reactions = [], answers }: Line,
  messageIds: readonly string[],
): Promise<string> {
  const replyToId = answers === undefined ? null : (messageIds[answers] ?? null);
  const messageId = idIn(await run(SEND, { conversationId, text: before ?? text, replyToId }, as(author)), 'message');
  const edit =
    'mutation Edit($input: EditMessageInput!) { editMessage(input: $input) { errors { ... on UserError { message } } } }';
  if (before !== undefined) await run(edit, { messageId, text }, as(author));
  const react =
    'mutation React($input: AddReactionInput!) { addReaction(input: $input) { errors { ... on UserError { message } } } }';
  for (const [who, emoji] of reactions) await run(react, { messageId, emoji }, as(who));
  return messageId;
}

async function openRooms(run: Run, as: (nickname: string) => Caller): Promise<void> {
  const create =
    'mutation Room($input: CreateRoomInput!) { createRoom(input: $input) { conversation { id } errors { ... on UserError { message } } } }';
  const join =
    'mutation Join($input: JoinRoomInput!) { joinRoom(input: $input) { conversation { id } errors { ... on UserError { message } } } }';
  for (const { name, lines } of ROOM_TALK) {
    const [first] = lines;
    const conversationId = idIn(await run(create, { name }, as(first[0])), 'conversation');
    for (const author of new Set(lines.map(([who]) => who))) await run(join, { name }, as(author));
    for (const [author, text] of lines) await run(SEND, { conversationId, text }, as(author));
  }
}

/** Opens a case: the moderator of the demo world finds it in the queue. */
async function reportMessage(run: Run, author: Caller, reporter: Caller): Promise<void> {
  const conversationId = await open(run, author, { kind: 'DIRECT', memberIds: [reporter.viewerId] });
  const text = 'Cameras at half the price, only today: write to me for the address!';
  const subject = idIn(await run(SEND, { conversationId, text }, author), 'message');
  const report =
    'mutation Report($input: ReportInput!) { report(input: $input) { report { id } errors { ... on UserError { message } } } }';
  await run(report, { subject, reason: 'SPAM', idempotencyKey: 'demo' }, reporter);
}

/** Events between domains arrive with a delay: retries until they have, or until the time is up. */
async function retry<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + RETRY_TIMEOUT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_INTERVAL_MS));
    }
  }
}
