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

  test('is null for a visitor', async () => {
    const { data } = await world.execute(AGES, { references: references.slice(0, 1) });
    expect(data).toMatchObject({ _entities: [{ age: null }] });
  });
});
