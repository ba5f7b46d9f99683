import { expect, jest, test } from '@jest/globals';
import type { EventType } from '../../../runtime/events/event-type.ts';
import { birthDateChanged, contactVerified, userRegistered } from '../events.ts';
import { importPeople } from './people.ts';
import { type ImportedPerson, personSchema } from './person-schema.ts';

const NOW = new Date('2031-03-01T12:00:00.000Z');
const schema = personSchema({
  now: () => NOW,
  parsePhoneNumber: (text) => (text.startsWith('+') ? text : null),
  passwords: { objectionToHash: (hash) => (hash === 'slow' ? 'Too slow.' : null) },
});

const ADA: ImportedPerson = schema.parse({
  ...{
    email: 'Ada@Example.org',
    isEmailVerified: true,
    nickname: 'ada',
    passwordHash: 'hash',
    dateOfBirth: '1990-01-01',
  },
  createdAt: new Date('2020-01-01T00:00:00.000Z'),
});
const row = (id: string) => ({ line: 2, oldId: id, id: `usr_${id}`, value: ADA });

function worldOf(inserted: readonly string[], clashing: readonly string[] = [], deleted: readonly string[] = []) {
  const announceAll = jest.fn(async (_: EventType<object>, __: readonly object[], ___: Date) => undefined);
  return {
    announceAll,
    deletedAmong: async () => [...deleted],
    existingAccounts: async () => [],
    importedAccounts: async () => [],
    addImportedAccounts: async () => ({
      inserted: new Set(inserted),
      clashing: new Map(clashing.map((id) => [id, 'EMAIL' as const])),
    }),
  };
}

test('what a registration publishes is published, and nobody is greeted', async () => {
  const world = worldOf(['usr_1']);
  expect(await importPeople(world, [row('1')], NOW)).toEqual(['inserted']);
  expect(world.announceAll.mock.calls.map(([{ name }, payloads]) => [name, payloads])).toEqual([
    [
      userRegistered.name,
      [{ userId: 'usr_1', nickname: 'ada', registeredAt: '2020-01-01T00:00:00.000Z', isImported: true }],
    ],
    [birthDateChanged.name, [{ userId: 'usr_1', dateOfBirth: '1990-01-01' }]],
    [contactVerified.name, [{ userId: 'usr_1', kind: 'EMAIL', at: '2020-01-01T00:00:00.000Z' }]],
  ]);
  const registration = { userId: 'usr_1', nickname: 'ada', registeredAt: '2020-01-01T00:00:00.000Z' };
  expect(userRegistered.notification?.audience({ ...registration, isImported: true })).toEqual([]);
  expect(userRegistered.notification?.audience(registration)).toHaveLength(1);
});

test('who is there already, belongs to somebody else or has left is not published', async () => {
  const world = worldOf([], ['usr_2'], ['usr_3']);
  expect(await importPeople(world, [row('1'), row('2'), row('3')], NOW)).toEqual([
    'present',
    { reason: 'The e-mail address belongs to another account.' },
    { reason: 'This person has deleted their account here.' },
  ]);
  expect(world.announceAll.mock.calls.map(([, payloads]) => payloads)).toEqual([[], [], []]);
});

test.each([
  ['no way to sign in', {}],
  ['an address that is none', { email: 'ada' }],
  ['a number without country', { phone: '0151 12345678' }],
  ['a child', { email: 'ada@example.org', dateOfBirth: '2025-01-01' }],
  ['an account of the future', { email: 'ada@example.org', createdAt: new Date('2032-01-01T00:00:00.000Z') }],
  ['a hash that cannot be verified', { email: 'ada@example.org', passwordHash: 'slow' }],
])('%s is refused', (_, fields) => {
  expect(schema.safeParse(fields).success).toBe(false);
});
