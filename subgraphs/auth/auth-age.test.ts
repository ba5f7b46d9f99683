import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import auth from './index.ts';

const AGES = `query ($references: [_Any!]!) { _entities(representations: $references) {
  ... on Profile { age user { id dateOfBirth } } } }`;

describe('the age on a profile', () => {
  let world: DomainWorld;
  const born = 'usr_born';
  const silent = 'usr_silent';
  beforeAll(async () => {
    world = await openDomainWorld(auth, { now: () => new Date('2026-11-20T12:00:00.000Z') });
    await world.sql
      .$executeRaw`INSERT INTO account (id, created_at, date_of_birth) VALUES (${born}, now(), '1990-11-21')`;
    await world.sql.$executeRaw`INSERT INTO account (id, created_at) VALUES (${silent}, now())`;
  });
  afterAll(() => world.close());

  const references = [born, silent, 'usr_nobody'].map((id) => ({
    __typename: 'Profile',
    user: { __typename: 'User', id },
  }));

  test('is returned to anyone who is signed in, in one statement, and never with the date of birth', async () => {
    world.statements();
    expect(await world.execute(AGES, { references }, world.as('usr_eve'))).toEqual({
      data: {
        _entities: [
          { age: 35, user: { id: born, dateOfBirth: null } },
          { age: null, user: { id: silent, dateOfBirth: null } },
          null,
        ],
      },
    });
    // Signing keys and sessions are kept meanwhile, by statements of their own.
    expect(world.statements().filter((statement) => statement.includes('FROM account'))).toHaveLength(1);
  });

  test('follows the date of birth, which is set once, published, and in the snapshot', async () => {
    const document = `mutation ($input: SetDateOfBirthInput!) { setDateOfBirth(input: $input) {
      user { id dateOfBirth } errors { __typename } } }`;
    const set = (dateOfBirth: string) => world.execute(document, { input: { dateOfBirth } }, world.as(silent));
    const stored = { user: { id: silent, dateOfBirth: '2000-01-31' }, errors: [] };
    expect(await set('2000-01-31')).toEqual({ data: { setDateOfBirth: stored } });
    const refused = { user: null, errors: [{ __typename: 'DateOfBirthAlreadySet' }] };
    expect(await set('1999-01-31')).toEqual({ data: { setDateOfBirth: refused } });

    const { data } = await world.execute(AGES, { references: references.slice(1, 2) }, world.as('usr_eve'));
    expect(data).toMatchObject({ _entities: [{ age: 26 }] });
    const event = { type: 'auth.birth-date-changed', payload: { userId: silent, dateOfBirth: '2000-01-31' } };
    expect(await world.published()).toEqual([event]);
    const rows = [{ ...event, payload: { userId: born, dateOfBirth: '1990-11-21' } }, event];
    const snapshot = '{ snapshot(types: ["auth.birth-date-changed"], limit: 9) { rows } }';
    expect(await world.execute(snapshot, {}, world.asService('discovery'))).toEqual({
      data: { snapshot: { rows: rows.map((row) => JSON.stringify(row)) } },
    });
  });

  test('has beside it in the snapshot who has a verified address, page by page and without the address', async () => {
    const at = '2026-11-01T00:00:00.000Z';
    await world.sql.$executeRaw`
      INSERT INTO identifier (user_id, kind, value, created_at, verified_at) VALUES
        (${born}, 'EMAIL', 'born@example.org', now(), ${at}::timestamptz), (${born}, 'PHONE', '+49151', now(), ${at}::timestamptz),
        (${silent}, 'PHONE', '+49152', now(), NULL), (${silent}, 'EMAIL', 'silent@example.org', now(), ${at}::timestamptz)`;
    const document = `query ($after: String) {
      snapshot(types: ["auth.contact-verified"], after: $after, limit: 1) { rows next } }`;
    const payloads: unknown[] = [];
    let after: string | null = null;
    do {
      const { data } = await world.execute(document, { after }, world.asService('discovery'));
      // as: this is what the document selects.
      const { rows, next } = (data as { snapshot: { rows: string[]; next: string | null } }).snapshot;
      payloads.push(...rows.map((row) => JSON.parse(row).payload));
      after = next;
    } while (after !== null);
    expect(payloads).toEqual([
      { userId: born, kind: 'EMAIL', at },
      { userId: born, kind: 'PHONE', at },
      { userId: silent, kind: 'EMAIL', at },
    ]);
  });

  test('is null for a visitor', async () => {
    const { data } = await world.execute(AGES, { references: references.slice(0, 1) });
    expect(data).toMatchObject({ _entities: [{ age: null }] });
  });
});
