import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { emailRefused } from '../notifications/events.ts';
import auth from './index.ts';
import { type AuthRepository, openAuthRepository } from './repository/index.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

let world: DomainWorld;
let repository: AuthRepository;
beforeAll(async () => {
  world = await openDomainWorld(auth, { now: () => NOW });
  repository = openAuthRepository(world.databaseUrl);
});
afterAll(async () => {
  await repository.close();
  await world.close();
});

/** A person with an email, proved at once or never. */
async function person(verifiedAt: Date | null = NOW): Promise<{ id: string; email: string }> {
  const id = newId('usr', NOW);
  const email = `${id}@example.org`;
  await world.sql.$executeRaw`INSERT INTO account (id, created_at) VALUES (${id}, ${NOW})`;
  await world.sql.$executeRaw`
    INSERT INTO identifier (kind, value, user_id, created_at, verified_at) VALUES ('EMAIL', ${email}, ${id}, ${NOW}, ${verifiedAt})`;
  return { id, email };
}
const isRefused = async (id: string): Promise<unknown> =>
  (await world.execute('{ me { isEmailRefused } }', {}, world.as(id))).data?.['me'];
const refuse = (userId: string, when: Date) => world.publish(emailRefused, { userId, at: when.toISOString() });
const prove = ({ id, email }: { id: string; email: string }, when: Date, value = email) =>
  repository.transaction((store) => store.proveIdentifier(id, { kind: 'EMAIL', value }, when));

test.each([['proved', NOW] as const, ['not proved', null] as const])(
  'an email that is refused is marked until it is proved anew: %s before',
  async (_, verifiedAt) => {
    const ada = await person(verifiedAt);
    expect(await isRefused(ada.id)).toEqual({ isEmailRefused: false });
    await refuse(ada.id, at(1));
    expect(await isRefused(ada.id)).toEqual({ isEmailRefused: true });
    expect(await repository.isRefused({ kind: 'EMAIL', value: ada.email })).toBe(true);
    await prove(ada, at(2));
    expect(await isRefused(ada.id)).toEqual({ isEmailRefused: false });
  },
);

test('another email is not refused, nor is one that was proved after the refusal', async () => {
  const ada = await person();
  await refuse(ada.id, at(1));
  await prove(ada, at(2), `new-${ada.email}`);
  expect(await isRefused(ada.id)).toEqual({ isEmailRefused: false });
  await refuse(ada.id, at(1));
  expect(await isRefused(ada.id)).toEqual({ isEmailRefused: false });
});

test('the mark is hidden from others, and null for who has no email', async () => {
  const ada = await person();
  await refuse(ada.id, at(1));
  const query = '{ _entities(representations: [{ __typename: "User", id: "ID" }]) { ... on User { isEmailRefused } } }';
  const seen = await world.execute(query.replace('ID', ada.id), {}, world.as(newId('usr', NOW)));
  expect(seen.data).toEqual({ _entities: [{ isEmailRefused: null }] });

  const bob = newId('usr', NOW);
  await world.sql.$executeRaw`INSERT INTO account (id, created_at) VALUES (${bob}, ${NOW})`;
  await refuse(bob, at(1));
  expect(await isRefused(bob)).toEqual({ isEmailRefused: null });
});
