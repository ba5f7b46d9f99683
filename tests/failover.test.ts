import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { befriend, befriendAndTalk } from './befriend.ts';
import { type Answer, type Listening, PASSWORD, type Person, post, registerPerson } from './client.ts';
import { eventually } from './eventually.ts';
import { type RunningSystem, startSystem } from './running-system.ts';
import { openReplicatedPostgres, type ReplicatedPostgres } from './standby.ts';

const MESSAGES = `subscription ($id: ID!, $after: String) {
  messageAdded(conversationId: $id, after: $after) { message { text } cursor resyncRequired }
}`;
const SEND =
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { text } errors { __typename } } }';
const REGISTER =
  'mutation ($input: RegisterInput!) { register(input: $input) { user { id } isReplay errors { __typename } } }';

let postgres: ReplicatedPostgres;
let system: RunningSystem;
let people: Person[] = [];

beforeAll(async () => {
  postgres = await openReplicatedPostgres();
  system = await startSystem('embedded', {}, async () => ({
    ownerUrl: postgres.ownerUrl,
    drop: async () => undefined,
  }));
});
afterAll(async () => {
  await Promise.all(people.map((person) => person.close()));
  await system?.close();
  await postgres?.close();
});

test('a failover to a standby that lags loses commits, and nothing after them is silently missing', async () => {
  people = await Promise.all(['ada', 'ben', 'eve'].map((name) => registerPerson(system.url, name)));
  const [ada, ben, eve] = people;
  if (ada === undefined || ben === undefined || eve === undefined) throw new Error('three people were registered');
  const conversation = await befriendAndTalk(ada, ben);
  const send = (text: string) =>
    post(system.url, SEND, { input: { conversationId: conversation.id, text } }, ada.accessToken);
  const listen = (after: string): Listening => ben.listen(MESSAGES, { id: conversation.id, after });
  const payloads = ({ events }: Listening): Answer[] => events.map(({ data }) => data.messageAdded);
  const texts = (stream: Listening) => payloads(stream).flatMap(({ message }) => message?.text ?? []);
  const open = listen(conversation.cursor);
  await send('before');
  await eventually(() => texts(open).includes('before'), 'a message');
  const friends = async (person: Person) => (await person.ask('{ friends { edges { node { id } } } }')).friends.edges;

  const account = { email: 'fay@example.com', password: PASSWORD, nickname: 'fay_of_the_failover' };
  const register = () =>
    post(system.url, REGISTER, { input: { ...account, dateOfBirth: '1990-01-01', idempotencyKey: 'fay' } });

  await postgres.cutOff();
  expect((await register()).body.data.register).toMatchObject({ isReplay: false, errors: [] });
  // As many as the one that comes first afterwards: its sequence is the one that readers are at.
  const lost = ['lost'];
  for (const text of lost) expect((await send(text)).body.data.sendMessage.message).toEqual({ text });
  await befriend(ada, eve);
  await eventually(() => texts(open).length === 1 + lost.length, 'the messages that will be lost');
  const after = payloads(open).at(-1).cursor;
  await postgres.killPrimary();

  const codes: string[] = [];
  const isRefused = async (request: () => ReturnType<typeof post>) => {
    const { body } = await request();
    codes.push(...(body.errors ?? []).map(({ extensions }: Answer) => extensions.code));
    return body.errors !== undefined;
  };
  const sendNow = () => send('while it is away');
  await eventually(() => isRefused(sendNow), 'requests to be refused');
  await eventually(() => isRefused(register), 'registrations to be refused');
  await postgres.promote();
  await eventually(async () => !(await isRefused(sendNow)), 'messages to be taken again');
  await eventually(async () => !(await isRefused(register)), 'registrations to be taken again');
  // The account was lost with the commits, and its nickname is not taken by it.
  expect((await register()).body.data.register).toMatchObject({ isReplay: true, errors: [] });
  expect(new Set(codes)).toEqual(new Set(['UNAVAILABLE']));

  const resumed = listen(after);
  const isResync = ({ resyncRequired }: Answer) => resyncRequired;
  await eventually(() => payloads(resumed).some(isResync), 'the resumed stream to ask for a resynchronization');
  await eventually(
    () =>
      payloads(open)
        .slice(1 + lost.length)
        .some(isResync),
    'the open stream to ask for it too',
  );
  for (const text of ['new 1', 'new 2', 'new 3']) await send(text);
  for (const stream of [open, resumed]) {
    await eventually(() => texts(stream).includes('new 3'), 'the new messages');
    const sinceResync = payloads(stream).slice(payloads(stream).findIndex(isResync) + 1);
    expect(sinceResync.flatMap(({ message }) => message?.text ?? []).slice(-3)).toEqual(['new 1', 'new 2', 'new 3']);
  }

  // The friendship is lost with the commits; the events of a new one are numbered as those were, and reach every domain.
  expect((await friends(eve)).length).toBe(0);
  await befriend(eve, ben);
  const notified = `{ notifications(first: 50) { edges { node { type actor { id } } } } }`;
  await eventually(async () => {
    const { notifications } = await ben.ask(notified);
    return notifications.edges.some(({ node }: Answer) => node.type === 'FRIEND_REQUEST' && node.actor?.id === eve.id);
  }, 'the request to be notified');
  const direct = await eve.do('createConversation', { kind: 'DIRECT', memberIds: [ben.id] }, 'conversation { id }');
  expect(direct.conversation.id).toMatch(/^cnv_/);
});
