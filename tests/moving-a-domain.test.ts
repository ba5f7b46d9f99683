import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createClient } from '../runtime/database/postgres-connections.ts';
import { befriend, befriendAndTalk } from './befriend.ts';
import { type Answer, type Listening, type Person, post, registerPerson } from './client.ts';
import { type Command, createCommands } from './command.ts';
import { queryOnce } from './engines.ts';
import { eventually } from './eventually.ts';
import { openPostgresServers, type PostgresServers } from './postgres-servers.ts';
import { type RunningSystem, startSystem } from './running-system.ts';

const MESSAGES = `subscription ($id: ID!, $after: String) {
  messageAdded(conversationId: $id, after: $after) { message { sequence text } cursor resyncRequired } }`;
const SEND =
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } errors { __typename } } }';
const CREATE = `mutation ($input: CreateConversationInput!) { createConversation(input: $input) {
  conversation { id } errors { __typename } } }`;

let servers: PostgresServers;
let system: RunningSystem;
let people: Person[] = [];
const commands = createCommands();
const envFile = join(commands.dataDir, 'own.env');

beforeAll(async () => {
  servers = await openPostgresServers();
  writeFileSync(envFile, '');
  system = await startSystem('served', { ENV_FILE: envFile }, async () => ({
    ownerUrl: servers.sharedUrl,
    drop: async () => undefined,
  }));
});
afterAll(async () => {
  await Promise.all(people.map((person) => person.close()));
  await commands.close();
  await system?.close();
  await servers?.close();
});

const move = (...words: readonly string[]): Command =>
  commands.run('move', ['chat', ...words], {
    NODE_ENV: 'test',
    DATABASE_URL: servers.sharedUrl,
    CHAT_DATABASE_OWNER_URL: servers.ownUrl,
    DATABASE_SECRET: process.env['DATABASE_SECRET'] ?? '',
  });

/** Runs the command until it has printed `line`, and kills it there. */
const killAt = async (line: string): Promise<void> => {
  const command = move();
  await eventually(() => command.stdout().some((text) => text.includes(line)), `"${line}" of\n${command.stderr()}`);
  command.signal('SIGKILL');
  await command.ended;
};

/** Keeps a move in its pause: it waits for this sequence of the new server. */
async function holdSequence(url: string): Promise<() => Promise<void>> {
  const client = createClient({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    `SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'chat' LIMIT 1`,
  );
  await client.query('BEGIN');
  await client.query(`ALTER SEQUENCE chat.${pg.escapeIdentifier(rows[0].name)} CACHE 1`);
  return () => client.end();
}

const finish = async (command: Command): Promise<string> => {
  const code = await command.ended;
  const text = [...command.stdout(), ...command.stderr()].join('\n');
  if (code !== 0) throw new Error(`The command ended with ${code}:\n${text}`);
  return text;
};

test('chat moves to another server while people talk, and nothing is lost, repeated or out of order', async () => {
  people = await Promise.all(['ada', 'ben', 'eve'].map((name) => registerPerson(system.url, name)));
  const [ada, ben, eve] = people;
  if (ada === undefined || ben === undefined || eve === undefined) throw new Error('three people were registered');
  const conversation = await befriendAndTalk(ada, ben);
  const open = ben.listen(MESSAGES, { id: conversation.id, after: conversation.cursor });
  const payloads = ({ events }: Listening): Answer[] => events.map(({ data }) => data.messageAdded);
  const texts = (listening: Listening) => payloads(listening).flatMap(({ message }) => message?.text ?? []);

  const codes = new Set<string>();
  const sent: string[] = [];
  let isTalking = true;
  /** Sends as a careful client does: again, under the same name, until it is acknowledged. */
  const send = async (text: string): Promise<void> => {
    const input = { conversationId: conversation.id, text, clientMessageId: text };
    await eventually(async () => {
      const { body } = await post(system.url, SEND, { input }, ada.accessToken);
      for (const { extensions } of body.errors ?? []) codes.add(extensions.code);
      return body.data?.sendMessage?.message != null;
    }, `${text} to be acknowledged`);
    sent.push(text);
  };
  const talk = async (): Promise<void> => {
    while (isTalking) await send(`message ${sent.length + 1}`);
  };
  const sentMore = (count: number) => {
    const goal = sent.length + count;
    return eventually(() => sent.length >= goal, 'more messages to be sent');
  };

  const talking = talk();
  await sentMore(20);
  expect(await finish(move('--dry-run'))).toMatch(/state: not begun\n.* tables, /);
  await killAt('tables are copied');
  await sentMore(20);
  expect(await finish(move('--dry-run'))).toContain('state: copying');
  const release = await holdSequence(servers.ownUrl);
  await killAt('refuses writes on the old server');
  await release();
  expect(await finish(move('--dry-run'))).toContain('state: copying; the old server refuses writes');
  const before = sent.length;
  expect(await finish(move())).toMatch(/both copies are equal: \d+ tables, \d+ rows, [1-9]\d* sequences/);
  writeFileSync(envFile, `CHAT_DATABASE_OWNER_URL=${servers.ownUrl}\n`);
  await system.killSubgraph('chat');
  await sentMore(20);
  isTalking = false;
  await talking;
  expect(sent.length).toBeGreaterThan(before);

  const stored = await queryOnce(
    servers.ownUrl,
    'SELECT text FROM chat.message WHERE conversation_id = $1 ORDER BY sequence',
    [conversation.id],
  );
  expect(stored.rows.map(({ text }) => text)).toEqual(sent);
  await eventually(() => texts(open).length >= sent.length, 'every message to arrive');
  expect(texts(open)).toEqual(sent);
  expect(open.ending()).toBeUndefined();
  // The cursor is from before the move.
  const resumed = ben.listen(MESSAGES, { id: conversation.id, after: conversation.cursor });
  await eventually(() => texts(resumed).length >= sent.length, 'every message to arrive again');
  expect(texts(resumed)).toEqual(sent);
  expect(payloads(resumed).some(({ resyncRequired }) => resyncRequired)).toBe(false);
  for (const code of codes) expect(code).toMatch(/^(SUBGRAPH_)?UNAVAILABLE$/);
  expect(codes.size).toBeGreaterThan(0);

  // Events of others reach chat on its new server, and its own reach others.
  await befriend(ada, eve);
  await eventually(async () => {
    const input = { kind: 'DIRECT', memberIds: [eve.id] };
    const { body } = await post(system.url, CREATE, { input }, ada.accessToken);
    return body.data?.createConversation?.conversation != null;
  }, 'a conversation with a new friend');
  const read = async (url: string, statement: string) => (await queryOnce(url, statement)).rows;
  const followed = async () => {
    const [head] = await read(servers.ownUrl, 'SELECT epoch, number::int AS number FROM chat.outbox_head');
    const positions = await read(
      servers.sharedUrl,
      `SELECT epoch, number::int AS number FROM notifications.inbox_position WHERE producer = 'chat'`,
    );
    return JSON.stringify(positions) === JSON.stringify([head]);
  };
  await eventually(followed, 'notifications to have all events of chat');
  expect(await read(servers.ownUrl, 'SELECT id FROM chat.dead_letter')).toEqual([]);
});

test('the old copy takes no writes, and is dropped by a command of its own', async () => {
  const write = () => queryOnce(servers.sharedUrl, 'DELETE FROM chat.message');
  await expect(write()).rejects.toMatchObject({ code: '25006' });
  expect(await finish(move())).toContain('already');
  expect(await move('--abort').ended).toBe(1);
  expect(await finish(move('--drop'))).toContain('is dropped');
  const { rows } = await queryOnce(servers.sharedUrl, `SELECT to_regnamespace('chat') IS NULL AS "isGone"`);
  expect(rows).toEqual([{ isGone: true }]);
  expect(await move('--drop').ended).toBe(1);
});
