import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Crowd, gatherCrowd } from '../../tests/chat-crowd.ts';
import { type Answer, type ChatWorld, type Listening, openChatWorld } from '../../tests/chat-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { INBOX, type InboxClient, openInbox, SNAPSHOT } from '../../tests/inbox-client.ts';

/** Rounds of things done at the same time. */
const ROUNDS = 25;
const BATCH_SIZE = 4;

/** A device of somebody: its inbox, and the stream it is made from, which may be cut. */
interface Device {
  readonly who: string;
  readonly inbox: InboxClient;
  listening: Listening | null;
  taken: number;
}

describe('an inbox made from its stream', () => {
  let chat: ChatWorld;
  const done = new Map<string, number>();

  beforeAll(async () => {
    chat = await openChatWorld();
  });
  afterAll(() => chat.close());

  const snapshotOf = async (who: string): Promise<Answer> => {
    const { data, errors } = await chat.execute(SNAPSHOT, {}, chat.as(who));
    expect(errors).toBeUndefined();
    return data;
  };
  const connect = async (device: Device): Promise<void> => {
    device.listening = await chat.listen(device.who, INBOX, { after: device.inbox.cursor() });
    device.taken = 0;
  };
  const takeAll = (device: Device): void => {
    const events = device.listening?.events ?? [];
    for (const event of events.slice(device.taken)) device.inbox.take(event);
    device.taken = events.length;
  };
  /** What came before it was cut is kept; what would have come is asked for again. */
  const cut = async (device: Device): Promise<void> => {
    takeAll(device);
    await device.listening?.close();
    device.listening = null;
  };
  const openDevice = async (who: string, inbox: InboxClient): Promise<Device> => {
    const device: Device = { who, inbox, listening: null, taken: 0 };
    await connect(device);
    return device;
  };
  const caughtUp = async (device: Device): Promise<void> => {
    if (device.listening === null) await connect(device);
    const { conversationsCursor: newest } = await snapshotOf(device.who);
    await eventually(() => {
      takeAll(device);
      return device.listening?.ending() !== undefined || device.inbox.cursor() === newest;
    }, 'the newest change');
    expect(device.listening?.ending()).toBeUndefined();
  };

  /** Devices that saw all from the beginning, then others that start with a snapshot, taken while everybody is busy. */
  const live = async (crowd: Crowd, devices: Device[]): Promise<void> => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const acting = Promise.all(Array.from({ length: BATCH_SIZE }, () => crowd.act()));
      if (round % 10 === 5) {
        for (const who of crowd.people.slice(0, 2)) {
          const snapshot = await snapshotOf(who);
          devices.push(await openDevice(who, openInbox(who, snapshot.conversationsCursor, snapshot)));
        }
      }
      const device = devices[crowd.random(devices.length)];
      if (device?.listening === null) await connect(device);
      else if (device !== undefined) await cut(device);
      await acting;
    }
  };

  test.each([11, 12, 13])(
    'equals the queries whatever five people do and however often it is interrupted (seed %i)',
    async (seed) => {
      const people = Array.from({ length: 5 }, chat.person);
      const devices: Device[] = [];
      for (const who of people)
        devices.push(await openDevice(who, openInbox(who, (await snapshotOf(who)).conversationsCursor)));
      const crowd = await gatherCrowd(chat, people, { seed, roomName: `Room ${seed}` });

      await live(crowd, devices);

      await chat.settled();
      for (const device of devices) {
        await caughtUp(device);
        const { mine, theirs } = device.inbox.compared(await snapshotOf(device.who));
        expect(mine).toEqual(theirs);
        await device.listening?.close();
      }
      for (const [verb, count] of crowd.done) done.set(verb, (done.get(verb) ?? 0) + count);
    },
  );

  test('what is not done is not shown: between them the runs did everything', () => {
    expect([...done.keys()]).toEqual(
      expect.arrayContaining([
        ...[
          'sendMessage',
          'editMessage',
          'deleteMessage',
          'addReaction',
          'removeReaction',
          'pinMessage',
          'unpinMessage',
        ],
        ...['addMembers', 'updateConversation', 'createConversation', 'markConversationRead', 'joinRoom', 'leaveRoom'],
      ]),
    );
  });
});
