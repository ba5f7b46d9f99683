import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { befriendAndTalk } from './befriend.ts';
import { type Listening, type Person, personOf, registerPerson } from './client.ts';
import { eventually } from './eventually.ts';
import { type GatewayProcesses, openGatewayProcesses } from './gateway-processes.ts';
import type { Killable } from './killable.ts';

const PRESENCE = 'subscription ($ids: [ID!]!) { presenceChanged(userIds: $ids) { user { isOnline } } }';
const INBOX = 'subscription { conversationUpdated { cursor } }';
/** A lease lapses 25 s after its process died, and is looked at every second; the rest is for a machine under load. */
const LEASE_MS = 25_000;

let processes: GatewayProcesses;
let gateways: readonly [Killable, Killable];
let redis: Redis;
let ada: Person;
/** Ben's devices, one at each gateway. */
let phone: Person;
let laptop: Person;
let presence: Listening;

beforeAll(async () => {
  processes = await openGatewayProcesses();
  gateways = await Promise.all([processes.start(), processes.start()]);
  const [first, second] = gateways;
  redis = new Redis(processes.redisUrl);
  [ada, phone] = await Promise.all([registerPerson(first.url, 'ada'), registerPerson(first.url, 'ben')]);
  laptop = personOf(second.url, phone);
  await befriendAndTalk(ada, phone);
  presence = ada.listen(PRESENCE, { ids: [phone.id] });
  await expectNext(false);
});
afterAll(async () => {
  await Promise.all([ada?.close(), phone?.close(), laptop?.close()]);
  redis?.disconnect();
  await processes?.close();
});

/** Every presence of Ben that Ada received, in order. */
const received = (): boolean[] => presence.events.map(({ data }) => data.presenceChanged.user.isOnline);
const expected: boolean[] = [];
/** Waits until Ada receives one more presence, and no more than one. */
const expectNext = async (isOnline: boolean): Promise<void> => {
  expected.push(isOnline);
  await eventually(() => received().length >= expected.length, `Ada to receive ${isOnline}`);
  expect(received()).toEqual(expected);
};
const devices = (): Promise<number> => redis.zcard(`lease:presence:{${phone.id}}`);
const isOnline = async (): Promise<boolean> =>
  (await ada.ask('query ($id: ID!) { user(id: $id) { isOnline } }', { id: phone.id })).user.isOnline;

test('who has devices at two gateways is online until the last of them goes', async () => {
  const atPhone = phone.listen(INBOX);
  await expectNext(true);
  const atLaptop = laptop.listen(INBOX);
  await eventually(async () => (await devices()) === 2, 'both devices to count');

  atPhone.stop();
  await eventually(async () => (await devices()) === 1, 'the phone to count no more');
  await expect(isOnline()).resolves.toBe(true);
  expect(received()).toEqual(expected);

  atLaptop.stop();
  await expectNext(false);
  await expect(isOnline()).resolves.toBe(false);
});

test('a gateway that is killed takes its devices with it, once their leases have lapsed', async () => {
  const [, second] = gateways;
  laptop.listen(INBOX);
  await expectNext(true);
  const killedAt = performance.now();
  await second.kill();
  await expectNext(false);
  // Renewed every 8 s at the latest: it cannot have lapsed before the rest of that lease.
  expect(performance.now() - killedAt).toBeGreaterThan(LEASE_MS - 10_000);
  await expect(isOnline()).resolves.toBe(false);

  phone.listen(INBOX);
  await expectNext(true);
});
