import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { createRelationStore } from '../../runtime/relations/relation-store.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import type { Channels, Outcome, Outgoing } from './context.ts';
import type { ChannelName } from './events.ts';
import { createDeliveryQueue, MAX_PER_HOST, MAX_PER_RECIPIENT } from './operations/deliveries/delivery-queue.ts';
import { type NotificationsRepository, openNotificationsRepository } from './repository/index.ts';

let database: FreshDatabase;
let repository: NotificationsRepository;
let time = new Date('2026-11-20T12:00:00.000Z');

beforeAll(async () => {
  database = await freshDatabase();
  repository = openNotificationsRepository(database.urlOf('notifications'));
});
afterAll(async () => {
  await repository.close();
  await database.drop();
});
beforeEach(async () => {
  time = new Date(time.getTime() + 3_600_000);
  await repository.sql.$executeRaw`DELETE FROM delivery`;
});

const person = (): string => newId('usr', time);

/** A delivery that is due, later than those before it; a webhook to a device of its own. */
async function queue(
  userId: string,
  channel: ChannelName,
  {
    host = 'slow.example',
    type = 'ACCOUNT',
    actorId = null,
  }: { host?: string; type?: string; actorId?: string | null } = {},
): Promise<string> {
  time = new Date(time.getTime() + 1);
  const [id, notificationId, deviceId] = [newId('ntd', time), newId('ntf', time), newId('dev', time)];
  await repository.sql.$executeRaw`
    INSERT INTO notification (id, user_id, occurrence_id, type, template_id, actor_id, data, created_at)
    SELECT ${notificationId}, ${userId}, ${notificationId}, ${type}, id, ${actorId}, '{}', ${time} FROM template LIMIT 1`;
  if (channel === 'WEBHOOK') {
    await repository.sql.$executeRaw`
      INSERT INTO device (id, user_id, kind, place, endpoint, created_at)
      VALUES (${deviceId}, ${userId}, 'WEBHOOK', ${deviceId}, ${`https://${host}/${deviceId}`}, ${time})`;
  }
  await repository.addDeliveries([
    {
      id,
      notificationId,
      userId,
      channel,
      deviceId: channel === 'WEBHOOK' ? deviceId : '',
      status: 'PENDING',
      createdAt: time,
    },
  ]);
  return id;
}

/** A queue whose channels answer when the test says so. */
function world() {
  const underWay = new Map<string, (outcome: Outcome) => void>();
  const expiries: (() => void)[] = [];
  let [started, reached, ended] = [0, 0, 0];
  let change = Promise.withResolvers<void>();
  const changed = (): void => {
    change.resolve();
    change = Promise.withResolvers();
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await change.promise;
  };
  const channels: Pick<Channels, 'send' | 'unsubscribeUrl'> = {
    unsubscribeUrl: () => null,
    send(_, { deliveryId }: Outgoing) {
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      underWay.set(deliveryId, resolve);
      reached += 1;
      changed();
      return promise;
    },
  };
  const deliveries = createDeliveryQueue({
    repository,
    channels: channels as Channels,
    now: () => time,
    random: () => 0,
    ask: async () => ({ me: { email: 'ada@example.com', emailVerified: true } }),
    expire: (_, signal) =>
      new Promise((resolve, reject) => {
        expiries.push(resolve);
        signal.addEventListener('abort', () => reject(new Error('ended')));
      }),
    log: { warn: (details) => expect(details).toBeNull() },
    onCapacity() {
      ended += 1;
      changed();
    },
  });
  return {
    deliveries,
    underWay,
    expiries,
    drain: deliveries.drain,
    /** Starts all that fits, and waits until each has got to its channel. */
    async fill(): Promise<void> {
      for (let more = await deliveries.fill(); more > 0; more = await deliveries.fill()) started += more;
      await until(() => reached === started);
    },
    /** Has a channel answer, and waits until that is settled. */
    async end(id: string, outcome: Outcome = { sent: true }): Promise<void> {
      const before = ended;
      underWay.get(id)?.(outcome);
      underWay.delete(id);
      await until(() => ended > before);
    },
    /** Waits until so many have ended, and as many others are with their channels. */
    settled: (counts: { readonly ended: number; readonly reached: number }) =>
      until(() => ended === counts.ended && reached === counts.reached),
    statusOf: async (id: string) => (await repository.deliveries([id]))[0],
  };
}

test('a letter leaves while fifty webhooks of one person hang', async () => {
  const [ada, bob] = [person(), person()];
  const hanging = await several(50, () => queue(ada, 'WEBHOOK'));
  const letters = [await queue(ada, 'EMAIL'), await queue(bob, 'EMAIL')];
  const { fill, end, underWay, statusOf } = world();

  await fill();

  expect([...underWay.keys()].toSorted()).toEqual([...hanging.slice(0, MAX_PER_RECIPIENT), ...letters].toSorted());
  for (const letter of letters) {
    await end(letter);
    expect(await statusOf(letter)).toMatchObject({ status: 'SENT', attempts: 1 });
  }
  expect(await statusOf(hanging[0] ?? '')).toMatchObject({ status: 'PENDING', attempts: 1 });
});

test('a host that hangs is reached by few at a time, and the others by all', async () => {
  const slow = await several(2 * MAX_PER_HOST, () => queue(person(), 'WEBHOOK', { host: 'slow.example:8443' }));
  const fast = await several(3, () => queue(person(), 'WEBHOOK', { host: 'fast.example' }));
  const { fill, end, underWay } = world();

  await fill();
  expect([...underWay.keys()].toSorted()).toEqual([...slow.slice(0, MAX_PER_HOST), ...fast].toSorted());

  await end(slow[0] ?? '');
  await fill();
  expect([...underWay.keys()].toSorted()).toEqual([...slow.slice(1, MAX_PER_HOST + 1), ...fast].toSorted());
});

test('what has no room is not claimed: its attempts and its time stay as they are', async () => {
  const ada = person();
  const ids = await several(MAX_PER_RECIPIENT + 1, () => queue(ada, 'WEBHOOK'));
  const { fill, end, underWay, statusOf } = world();

  await fill();
  const last = ids.at(-1) ?? '';
  expect(await statusOf(last)).toMatchObject({ status: 'PENDING', attempts: 0 });

  await end(ids[0] ?? '', {
    sent: false,
    reason: 'answered 500',
    isPermanent: true,
    isGone: false,
    retryAfterSeconds: null,
  });
  await fill();
  expect(underWay.has(last)).toBe(true);
});

test('who has more waiting than one look finds does not hold up the others', async () => {
  const ada = person();
  await several(210, () => queue(ada, 'EMAIL'));
  const letter = await queue(person(), 'EMAIL');
  const { fill, underWay } = world();

  await fill();

  expect(underWay.has(letter)).toBe(true);
  expect(underWay.size).toBe(MAX_PER_RECIPIENT + 1);
});

test('an attempt that takes too long is made again later, and its room is free at once', async () => {
  const id = await queue(person(), 'EMAIL');
  const { fill, expiries, settled, statusOf, drain } = world();
  await fill();

  expiries[0]?.();
  await settled({ ended: 1, reached: 1 });
  await drain();

  expect(await statusOf(id)).toMatchObject({ status: 'PENDING', attempts: 1, lastError: 'Error: timed out' });
});

test('what a block has hidden from its reader in the meantime does not leave', async () => {
  const [ada, bob, eve] = [person(), person(), person()];
  const hidden = await queue(ada, 'WEBHOOK', { type: 'MESSAGE', actorId: bob });
  const shown = await queue(ada, 'WEBHOOK', { type: 'MESSAGE', actorId: eve });
  await createRelationStore(repository.sql).noteBlocks([{ userId: bob, blockedId: ada, at: time.toISOString() }], true);
  const { deliveries, underWay, settled, drain, statusOf } = world();

  await deliveries.fill();
  await settled({ ended: 1, reached: 1 });

  expect(await statusOf(hidden)).toMatchObject({ status: 'SKIPPED', lastError: 'hidden from the recipient' });
  expect([...underWay.keys()]).toEqual([shown]);
  underWay.get(shown)?.({ sent: true });
  await drain();
});

async function several(count: number, make: () => Promise<string>): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) ids.push(await make());
  return ids;
}
