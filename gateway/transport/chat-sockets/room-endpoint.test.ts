import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../../../tests/eventually.ts';
import { type ChatGateway, openChatGateway } from '../../fixtures/open-chat-gateway.ts';

let world: ChatGateway;

beforeAll(async () => {
  world = await openChatGateway();
});
afterAll(() => world.gateway.close());
beforeEach(() => {
  world.chat.rooms.clear();
  world.chat.ending = null;
});

const frameOf = (text: string, more: object = {}) =>
  expect.objectContaining({ message: text, cursor: expect.any(String), ...more });
/** Whether the socket still serves. */
const isServed = async (socket: Awaited<ReturnType<ChatGateway['open']>>): Promise<void> => {
  socket.send({ message: 'still here' });
  expect(await socket.next()).toEqual(frameOf('still here'));
};

describe('the token', () => {
  test('alone in the protocols is named in the response, and beside a name is not', async () => {
    const token = world.tokenOf('usr_1');
    const standalone = await world.openWith('ws/tea', { protocols: [token] });
    expect(standalone.webSocket.protocol).toBe(token);
    const named = await world.openWith('ws/tea', { protocols: ['bearer', token] });
    expect(named.webSocket.protocol).toBe('bearer');
    for (const socket of [standalone, named]) {
      await isServed(socket);
      socket.webSocket.terminate();
    }
  });

  test('may come in the header of the request', async () => {
    const socket = await world.openWith('ws/tea', { headers: { authorization: `Bearer ${world.tokenOf('usr_1')}` } });
    await isServed(socket);
  });

  test('may come in the first frame; what follows waits, and keeps its order', async () => {
    const socket = await world.openWith('ws/tea', {});
    socket.send({ token: world.tokenOf('usr_2') });
    const texts = Array.from({ length: 100 }, (_, n) => `message ${n}`);
    for (const message of texts) socket.send({ message });
    for (const text of texts) expect(await socket.next()).toEqual(frameOf(text, { user_id: 'usr_2' }));
  });

  test.each<[string, (socket: { send(frame: unknown): void }) => void]>([
    ['never comes', () => undefined],
    ['is missing in the first frame', ({ send }) => send({ message: 'Hello!', phone_number: '123', avatar: 'url' })],
    ['is no text', ({ send }) => send({ token: 1 })],
    ['is unknown', ({ send }) => send({ token: 'a.b.c' })],
    ['has expired', ({ send }) => send({ token: world.tokenOf('usr_1', { exp: 1_899_999_000 }) })],
  ])('closes the socket with 4401 when it %s', async (_, act) => {
    const socket = await world.openWith('ws/none', {});
    act(socket);
    expect(await socket.closed).toBe(4401);
    expect(world.chat.rooms.size).toBe(0);
  });

  test('closes the socket when it expires, unless it was renewed by the same person', async () => {
    const [ending, renewed, stolen] = await Promise.all([
      world.open('ws/tea'),
      world.open('ws/tea'),
      world.open('ws/tea'),
    ]);
    renewed.send({ token: world.tokenOf('usr_1', { exp: world.clock.ms / 1_000 + 5_000 }) });
    expect(await renewed.next()).toEqual({ expires_at: new Date(world.clock.ms + 5_000_000).toISOString() });
    stolen.send({ token: world.tokenOf('usr_2') });
    expect(await stolen.closed).toBe(4401);
    world.clock.ms += 600_000;
    expect(await ending.closed).toBe(4401);
    await isServed(renewed);
    world.clock.ms -= 600_000;
  });

  test('closes the socket with its session', async () => {
    const socket = await world.openWith('ws/tea', { protocols: [world.tokenOf('usr_1', { sid: 'ses_a' })] });
    await isServed(socket);
    world.gateway.endSession('ses_a');
    expect(await socket.closed).toBe(4401);
  });
});

describe('a room', () => {
  test('comes into being by connecting, once, and is found by its decoded name', async () => {
    const [first, second] = await Promise.all([world.open('ws/caf%C3%A9', 'usr_1'), world.open('ws/café/', 'usr_2')]);
    first.send({ message: 'x' });
    expect(await second.next()).toEqual(frameOf('x'));
    expect([...world.chat.rooms.keys()]).toEqual(['café']);
  });

  test.each([
    ['of somebody else', 'hidden'],
    ['whose name cannot be one', 'x'.repeat(90)],
  ])('%s is refused with 4404', async (_, name) => {
    world.chat.hidden.add('hidden');
    const socket = await world.open(`ws/${name}`);
    expect(await socket.next()).toEqual({ error: expect.objectContaining({ message: expect.any(String) }) });
    expect(await socket.closed).toBe(4404);
  });

  test.each(['ws', 'ws/', 'ws/a/b', 'ws/%FF', 'wss/a', 'connect/x'])('%s is no room: 404', async (path) => {
    const socket = new WebSocket(`${world.gateway.url.replace('http', 'ws')}/v1/chat/${path}`);
    const status = new Promise((resolve) =>
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode)),
    );
    socket.on('error', () => undefined);
    expect(await status).toBe(404);
    socket.terminate();
  });

  test('shows everybody who wrote by their profile; the phone number goes to its own person only', async () => {
    const [ada, ben] = [await world.open('ws/tea', 'usr_1'), await world.open('ws/tea', 'usr_2')];
    ada.send({ message: 'Hi', phone_number: '110', avatar: 'https://evil.example', client_message_id: 'c1' });
    const shared = {
      id: 'msg_1',
      message: 'Hi',
      avatar: 'https://media.example/usr_1',
      user_id: 'usr_1',
      nickname: 'usr_1',
    };
    const mine = [await ada.next(), await ada.next()];
    expect(mine).toContainEqual(frameOf('Hi', { ...shared, phone_number: '+49usr_1' }));
    expect(mine).toContainEqual({ accepted: 'msg_1', client_message_id: 'c1' });
    expect(await ben.next()).toEqual(frameOf('Hi', { ...shared, phone_number: null }));
  });

  test('shows people who are gone without a name, and nothing of what was deleted or hidden', async () => {
    const posted = (text: string, authorId: string | null = 'usr_2') => ({ text, authorId, clientMessageId: null });
    for (const message of [posted('deleted'), posted('hidden'), posted('from nobody', null), posted('resync')])
      world.chat.post('tea', message);
    const socket = await world.open('ws/tea?cursor=0');
    expect(await socket.next()).toEqual({ joined: 'tea', cursor: '0' });
    expect(await socket.next()).toEqual(
      frameOf('from nobody', { user_id: null, avatar: null, phone_number: null, cursor: '3' }),
    );
    expect(await socket.next()).toEqual({ resync_required: true, cursor: '4' });
  });

  test('goes on after a cursor, and says where it stands to who asks for it', async () => {
    for (const text of ['a', 'b', 'c']) world.chat.post('tea', { text, authorId: 'usr_2', clientMessageId: null });
    const fresh = await world.open('ws/tea?cursor=');
    expect(await fresh.next()).toEqual({ joined: 'tea', cursor: '3' });
    const resumed = await world.open('ws/tea?cursor=1');
    expect(await resumed.next()).toEqual({ joined: 'tea', cursor: '1' });
    expect([await resumed.next(), await resumed.next()]).toEqual([frameOf('b'), frameOf('c', { cursor: '3' })]);
    const wrong = await world.open('ws/tea?cursor=x');
    expect(await wrong.next()).toMatchObject({ error: { name: 'BAD_USER_INPUT' } });
    expect(await wrong.closed).toBe(4400);
  });

  test('that is closed to the viewer ends the socket', async () => {
    const socket = await world.open('ws/tea');
    await isServed(socket);
    world.chat.ending = 'FORBIDDEN';
    for (const wake of world.chat.followers) wake();
    expect(await socket.next()).toMatchObject({ error: { name: 'FORBIDDEN' } });
    expect(await socket.closed).toBe(4404);
  });
});

describe('bad input', () => {
  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['an empty frame', ''],
    ['a list', []],
    ['a number', '1'],
    ['null', 'null'],
    ['JSON that nests without end', '['.repeat(50_000)],
  ])('%s closes the socket with 4400', async (_, frame) => {
    const socket = await world.open('ws/tea');
    socket.send(frame);
    expect(await socket.closed).toBe(4400);
  });

  test('a binary frame closes it with 4400, one over 100 KB with 1009, a flood with 4429', async () => {
    const [binary, huge, flood] = await Promise.all([world.open('ws/tea'), world.open('ws/tea'), world.open('ws/tea')]);
    binary.webSocket.send(Buffer.from('{"message":"x"}'));
    huge.send({ message: 'x'.repeat(200_000) });
    for (let n = 0; n < 200; n++) flood.send({ message: '' });
    expect(await Promise.all([binary.closed, huge.closed, flood.closed])).toEqual([4400, 1009, 4429]);
    await isServed(await world.open('ws/tea'));
  });

  test.each<[string, object, string]>([
    ['no message', {}, 'BAD_USER_INPUT'],
    ['a message that is no text', { message: 5 }, 'BAD_USER_INPUT'],
    ['a name that is no text', { message: 'x', client_message_id: {} }, 'BAD_USER_INPUT'],
    ['a message that is refused', { message: '' }, 'InvalidInput'],
    ['NUL', { message: 'a\0' }, 'BAD_USER_INPUT'],
    ['a domain that is away', { message: 'busy' }, 'UNAVAILABLE'],
    ['a domain that fails', { message: 'broken', client_message_id: 'c1' }, 'INTERNAL'],
  ])('%s is refused by a frame, and the socket goes on', async (_, frame, name) => {
    const socket = await world.open('ws/tea');
    socket.send(frame);
    const { error } = await socket.next();
    expect(error).toMatchObject({ name, message: expect.any(String) });
    expect(JSON.stringify(error)).not.toContain('postgres');
    await isServed(socket);
  });
});

describe('the limits of sockets', () => {
  test('only trusted documents: the operations of the gateway run', async () => {
    const strict = await openChatGateway({ documents: { trusted: { mode: 'only', texts: new Map() }, shared: null } });
    const socket = await strict.open('ws/tea');
    socket.send({ message: 'x' });
    expect(await socket.next()).toEqual(frameOf('x'));
    await strict.gateway.close();
  });

  test('sockets of one person, and operations in a minute', async () => {
    const strict = await openChatGateway({ bounds: { socketsPerUser: 1, operationsPerMinute: 4 } });
    const socket = await strict.open('ws/tea');
    socket.send({ message: 'x' });
    expect(await socket.next()).toEqual(frameOf('x'));
    expect(await (await strict.open('ws/tea')).closed).toBe(1013);
    socket.send({ message: 'y' });
    expect(await socket.next()).toMatchObject({ error: { name: 'RATE_LIMITED' } });
    await strict.gateway.close();
  });

  test('a socket that answers no pings is ended; at the end of the gateway all close with 1012', async () => {
    const other = await openChatGateway({ times: { keepAliveMs: 50 } });
    const halfOpen = await other.open('ws/tea');
    halfOpen.webSocket.pong = () => undefined;
    expect(await halfOpen.closed).toBe(1006);
    const socket = await other.open('ws/tea');
    await isServed(socket);
    await other.gateway.close();
    expect(await socket.closed).toBe(1012);
  });

  test('who reads slowly is sent no more than fits; the rest stays where it is stored', async () => {
    // A client that is paused answers no pings.
    const { chat, ...patient } = await openChatGateway({ times: { keepAliveMs: 60_000 } });
    const text = 'x'.repeat(100_000);
    for (let n = 0; n < 400; n++) chat.post('big', { text, authorId: null, clientMessageId: null });
    chat.taken = 0;
    const socket = await patient.open('ws/big?cursor=0');
    await socket.next();
    socket.webSocket.pause();
    let before = -1;
    await eventually(() => {
      const isQuiet = chat.taken === before && before > 0;
      before = chat.taken;
      return isQuiet;
    }, 'the stream to pause');
    expect(chat.taken).toBeLessThan(300);
    socket.webSocket.resume();
    for (let n = 1; n <= 400; n++) expect((await socket.next()).cursor).toBe(String(n));
    socket.webSocket.terminate();
    await patient.gateway.close();
  });
});
