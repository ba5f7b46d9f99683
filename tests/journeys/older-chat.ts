import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { joinRoom } from '../../docs/clients/older-room.ts';
import { openFrames, type RawSocket } from '../../gateway/fixtures/clients.ts';
import { newId } from '../../runtime/operations/ids.ts';
import { befriendAndTalk } from '../befriend.ts';
import { type Answer, type Person, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import { openFaultProxy } from '../fault-proxy.ts';
import { sendFile } from '../upload-file.ts';
import type { JourneySystem } from './journey-system.ts';

type Socket = RawSocket<Answer>;

const ROOM = 'query ($name: String!) { room(name: $name) { id activeConnections } }';

/** The clients of the older systems chat: in a room by its name, and in envelopes over all conversations. */
export const olderChat = (at: () => JourneySystem) =>
  describe('chats of the older systems', () => {
    let system: JourneySystem;
    let ada: Person;
    let ben: Person;
    const phone = `+4915${newId('x', new Date()).replaceAll(/\D/g, '').slice(-9).padStart(9, '1')}`;
    const room = `older-${newId('x', new Date()).slice(-8)}`;
    const sockets: Socket[] = [];

    beforeAll(async () => {
      system = at();
      [ada, ben] = await Promise.all([registerPerson(system.url, 'ada', { phone }), registerPerson(system.url, 'ben')]);
    });
    // Presence would last as long as a socket of an earlier test.
    afterEach(() => {
      for (const { webSocket } of sockets.splice(0)) webSocket.terminate();
    });
    afterAll(async () => {
      await Promise.all([ada?.close(), ben?.close()]);
    });

    const open = async (path: string, protocols: readonly string[] = []): Promise<Socket> => {
      const socket = await openFrames<Answer>(`${system.url}/v1/chat/${path}`, { protocols });
      sockets.push(socket);
      return socket;
    };
    const enter = (person: Person, query = ''): Promise<Socket> => open(`ws/${room}${query}`, [person.accessToken]);
    const connectionsAre = (count: number): Promise<void> =>
      eventually(
        async () => (await ada.ask(ROOM, { name: room })).room?.activeConnections === count,
        `${count} connections of the room`,
      );

    async function giveAvatar(person: Person): Promise<void> {
      const image = sharp({ create: { width: 64, height: 64, channels: 3, background: '#3060c0' } });
      const bytes = new Uint8Array(await image.jpeg().toBuffer());
      const file = {
        fileName: 'me.jpg',
        contentType: 'image/jpeg',
        purpose: 'AVATAR',
        visibility: 'PUBLIC',
        bytes,
      } as const;
      const id = await sendFile(system, person, file);
      const state = async () =>
        (await person.ask('query ($id: ID!) { mediaFile(id: $id) { state } }', { id })).mediaFile.state;
      await eventually(async () => (await state()) === 'READY', 'the avatar to be ready');
      await person.do('setAvatar', { mediaFileId: id }, 'profile { user { id } }');
    }

    test('without a token that is accepted a socket closes with 4401, and says nothing', async () => {
      const unknown = await open(`ws/${room}`, ['bearer', 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA']);
      const asBefore = await open(`ws/${room}`);
      asBefore.send({ message: 'Hello!', phone_number: '123', avatar: 'url' });
      const silent = await open('connect');
      expect(await Promise.all([unknown.closed, asBefore.closed, silent.closed])).toEqual([4401, 4401, 4401]);
      expect((await ada.ask(ROOM, { name: room })).room).toBeNull();
    });

    test('two people talk in a room that the first one opens; nobody sees the phone number of another', async () => {
      await giveAvatar(ada);
      const adas = await enter(ada);
      adas.send({ message: 'Hello!', phone_number: '+15550100', avatar: 'https://evil.example/x.png' });
      const own = await adas.next();
      expect(own).toEqual({
        id: expect.stringMatching(/^msg_/),
        message: 'Hello!',
        phone_number: phone,
        avatar: expect.stringContaining('/media/'),
        user_id: ada.id,
        nickname: ada.nickname,
        sent_at: expect.any(String),
        client_message_id: null,
        cursor: expect.any(String),
      });

      const bens = await open(`ws/${room}/?cursor=`);
      bens.send({ token: ben.accessToken });
      expect(await bens.next()).toEqual({ joined: expect.stringMatching(/^cnv_/), cursor: expect.any(String) });
      await connectionsAre(2);
      bens.send({ message: 'Hi', client_message_id: 'b1' });
      const frames = [await bens.next(), await bens.next()];
      expect(frames).toContainEqual({ accepted: expect.stringMatching(/^msg_/), client_message_id: 'b1' });
      expect(frames).toContainEqual(
        expect.objectContaining({ message: 'Hi', client_message_id: 'b1', phone_number: null, avatar: null }),
      );
      expect(await adas.next()).toMatchObject({ message: 'Hi', user_id: ben.id, client_message_id: null });
      adas.send({ message: 'Who is there?' });
      const seen = await bens.next();
      expect(seen).toMatchObject({ message: 'Who is there?', phone_number: null, avatar: expect.any(String) });
      expect(JSON.stringify(seen)).not.toContain(phone.slice(1));
      adas.webSocket.terminate();
      bens.webSocket.terminate();
      await connectionsAre(0);
    });

    test('who is cut off resumes by the cursor of the last frame: nothing is lost, nothing comes twice', async () => {
      const [adas, first] = await Promise.all([enter(ada), enter(ben)]);
      await connectionsAre(2);
      adas.send({ message: 'before', client_message_id: 'a0' });
      const { cursor } = await first.next();
      first.webSocket.terminate();
      const missed = Array.from({ length: 20 }, (_, n) => `missed ${n}`);
      for (const message of missed) adas.send({ message });
      // A retry of what was accepted already, as after a lost acknowledgement.
      adas.send({ message: 'before', client_message_id: 'a0' });
      const resumed = await enter(ben, `?cursor=${encodeURIComponent(cursor)}`);
      expect(await resumed.next()).toMatchObject({ cursor });
      adas.send({ message: 'after' });
      for (const message of [...missed, 'after']) expect((await resumed.next()).message).toBe(message);
    });

    test('the documented client loses nothing and doubles nothing while its wire is cut', async () => {
      const proxy = await openFaultProxy(system.url);
      const received: string[] = [];
      const closings: number[] = [];
      const joined = joinRoom(
        new URL(`/v1/chat/ws/${room}`, proxy.url.replace('http', 'ws')).href,
        async () => ben.accessToken,
        {
          onMessage: ({ message }) => received.push(message),
          onClose: (code) => closings.push(code),
        },
      );
      await connectionsAre(1);
      const adas = await enter(ada);
      await connectionsAre(2);
      const sent: string[] = [];
      for (let n = 0; n < 3; n += 1) {
        for (const text of [`${n} here`, `${n} there`]) {
          sent.push(text);
          adas.send({ message: text });
        }
        await eventually(() => received.includes(`${n} here`), 'a message to arrive');
        proxy.reset();
        sent.push(`${n} own`);
        joined.send(`${n} own`, `own-${n}`);
        await eventually(() => received.includes(`${n} own`), 'the own message to arrive');
      }
      await eventually(() => received.length >= sent.length, 'all messages to arrive');
      expect(received.toSorted()).toEqual(sent.toSorted());
      joined.close();
      await eventually(() => closings.length === 1, 'the client to close');
      await proxy.close();
    });

    test('a cursor of another stream is refused; so is a room of somebody else', async () => {
      const socket = await enter(ben, '?cursor=garbage');
      // The domain reads the cursor while the socket is greeted.
      const first = await socket.next();
      const refusal = 'joined' in first ? await socket.next() : first;
      expect(refusal).toMatchObject({ error: { name: 'BAD_USER_INPUT' } });
      expect(await socket.closed).toBe(4400);
      const { stream } = await ada.do('startStream', { title: 'Friends', visibility: 'FRIENDS' }, 'stream { id }');
      const hidden = await open(`ws/${stream.id}`, [ben.accessToken]);
      expect(await hidden.next()).toMatchObject({ error: { name: 'NotFound' } });
      expect(await hidden.closed).toBe(4404);
    });

    test('envelopes: messages, receipts, typing and presence of two who match, resumed by cursor', async () => {
      const { id: conversationId } = await befriendAndTalk(ada, ben);
      const bens = await open('connect', ['bearer', ben.accessToken]);
      expect(await bens.next()).toMatchObject({ type: 'connected', userId: ben.id });
      const adas = await open('connect', [ada.accessToken]);
      expect(await adas.next()).toMatchObject({ type: 'connected', userId: ada.id });
      adas.send({ type: 'watchPresence', id: 'p', userIds: [ben.id] });
      await until(adas, { type: 'presenceChanged', userId: ben.id, isOnline: true });
      bens.send({ type: 'watchConversation', id: 'w', conversationId });
      await until(bens, { type: 'conversationWatched', id: 'w' });

      adas.send({ type: 'setTyping', id: 't', conversationId, isTyping: true });
      await until(bens, { type: 'typingChanged', conversationId, userId: ada.id, isTyping: true });
      const message = { type: 'sendMessage', id: 's', conversationId, text: 'Tea?', clientMessageId: 'a1' };
      adas.send(message);
      const sent = await until(adas, { type: 'messageSent', id: 's', clientMessageId: 'a1' });
      adas.send(message);
      expect((await until(adas, { type: 'messageSent', id: 's' })).message.id).toBe(sent.message.id);
      const { cursor, message: received } = await until(bens, {
        change: 'MESSAGE_ADDED',
        conversationId,
        unreadCount: 1,
      });
      expect(received).toMatchObject({ id: sent.message.id, text: 'Tea?', author: { id: ada.id } });

      bens.webSocket.terminate();
      await until(adas, { type: 'presenceChanged', userId: ben.id, isOnline: false });
      for (const text of ['one', 'two']) adas.send({ type: 'sendMessage', conversationId, text });
      const resumed = await open(`connect?cursor=${encodeURIComponent(cursor)}`, [ben.accessToken]);
      expect(await resumed.next()).toMatchObject({ type: 'connected', cursor });
      const texts = [await resumed.next(), await resumed.next()].map((frame) => frame.message.text);
      expect(texts.sort()).toEqual(['one', 'two']);

      adas.send({ type: 'watchConversation', conversationId });
      resumed.send({ type: 'markRead', id: 'r', conversationId, sequence: received.sequence });
      await until(resumed, { type: 'conversationRead', id: 'r', unreadCount: 2 });
      await until(adas, { type: 'receiptUpdated', userId: ben.id, readSequence: received.sequence });
    });
  });

/** The next frame with these fields; those before it are dropped. */
async function until(socket: Socket, fields: Readonly<Record<string, unknown>>): Promise<Answer> {
  for (;;) {
    const frame = await socket.next();
    if (Object.entries(fields).every(([name, value]) => frame[name] === value)) return frame;
  }
}
