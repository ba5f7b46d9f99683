import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PASSWORD, type Person, personOf, post, registerPerson } from '../client.ts';
import { queryOnce } from '../engines.ts';
import type { JourneySystem } from './journey-system.ts';

const ERRORS = 'errors { __typename ... on UserError { path } }';
const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) { session { accessToken refreshToken } errors { __typename } } }`;

/** What administrators may do, and others may not. */
export const administrators = (at: () => JourneySystem) =>
  describe('what administrators may', () => {
    let system: JourneySystem;
    let ada: Person;
    let ben: Person;

    beforeAll(async () => {
      system = at();
      [ada, ben] = await Promise.all([registerPerson(system.url, 'ada'), registerPerson(system.url, 'ben')]);
    });
    afterAll(async () => {
      await Promise.all([ada?.close(), ben?.close()]);
    });

    const logIn = async (person: Person) => {
      const input = { identifier: `${person.nickname}@example.com`, password: PASSWORD };
      return (await post(system.url, LOGIN, { input })).body.data.login;
    };
    const documents: Record<string, () => [query: string, variables: Record<string, unknown>]> = {
      searchUsers: () => [
        'query ($query: String!) { searchUsers(query: $query) { edges { node { id email } } } }',
        { query: ben.nickname },
      ],
      grantRole: () => [
        `mutation ($input: GrantRoleInput!) { grantRole(input: $input) { user { id roles } ${ERRORS} } }`,
        { input: { userId: ben.id, role: 'NOTIFY' } },
      ],
      revokeRole: () => [
        `mutation ($input: RevokeRoleInput!) { revokeRole(input: $input) { user { id roles } ${ERRORS} } }`,
        { input: { userId: ben.id, role: 'NOTIFY' } },
      ],
      suspendUser: () => [
        `mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { user { id suspension { reason } } ${ERRORS} } }`,
        { input: { userId: ben.id, reason: 'Spam.' } },
      ],
      restoreUser: () => [
        `mutation ($input: RestoreUserInput!) { restoreUser(input: $input) { user { id suspension { reason } } ${ERRORS} } }`,
        { input: { userId: ben.id } },
      ],
    };

    test.each(Object.keys(documents))(
      'without the scope %s is null and FORBIDDEN, and nothing is done',
      async (name) => {
        const [query, variables] = documents[name]?.() ?? ['', {}];
        const { status, body } = await post(system.url, query, variables, ada.accessToken);
        expect(status).toBe(200);
        expect(body.data?.[name] ?? null).toBeNull();
        expect(body.errors).toEqual([
          expect.objectContaining({ path: [name], extensions: expect.objectContaining({ code: 'FORBIDDEN' }) }),
        ]);
        const { rows } = await queryOnce(
          system.ownerUrl,
          'SELECT roles, suspended_at FROM auth.account WHERE id = $1',
          [ben.id],
        );
        expect(rows).toEqual([{ roles: [], suspended_at: null }]);
      },
    );

    test.each(Object.keys(documents))('a visitor gets UNAUTHENTICATED for %s', async (name) => {
      const [query, variables] = documents[name]?.() ?? ['', {}];
      const { status, body } = await post(system.url, query, variables);
      expect([status, body.errors[0].extensions.code]).toEqual([200, 'UNAUTHENTICATED']);
    });

    test('with the scope, which a role gives to the next session, all of it works', async () => {
      await queryOnce(system.ownerUrl, `UPDATE auth.account SET roles = '{ADMIN}' WHERE id = $1`, [ada.id]);
      const { session } = await logIn(ada);
      const admin = personOf(system.url, { ...ada, ...session });
      const ask = async (name: string) => (await admin.ask(...(documents[name]?.() ?? ['', {}])))[name];
      try {
        const email = `${ben.nickname}@example.com`;
        expect(await ask('searchUsers')).toEqual({ edges: [{ node: { id: ben.id, email } }] });
        expect(await ask('grantRole')).toEqual({ user: { id: ben.id, roles: ['NOTIFY'] }, errors: [] });
        expect(await ask('revokeRole')).toEqual({ user: { id: ben.id, roles: [] }, errors: [] });
        expect(await ask('suspendUser')).toEqual({
          user: { id: ben.id, suspension: { reason: 'Spam.' } },
          errors: [],
        });
        expect((await logIn(ben)).errors).toEqual([{ __typename: 'AccountSuspended' }]);
        expect(await ask('restoreUser')).toEqual({ user: { id: ben.id, suspension: null }, errors: [] });
        expect((await logIn(ben)).errors).toEqual([]);
      } finally {
        await admin.close();
      }
    });
  });
