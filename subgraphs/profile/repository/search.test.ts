import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type DomainWorld, openDomainWorld } from '../../../tests/domain-world.ts';
import { userRegistered } from '../../auth/events.ts';
import profile from '../index.ts';

const SEARCH = `query ($query: String!, $first: Int, $after: String) { searchProfiles(query: $query, first: $first, after: $after) {
  edges { cursor node { nickname } } pageInfo { hasNextPage endCursor } } }`;
const DELETE = `mutation { deleteProfile { profile { id nickname } errors { __typename ... on UserError { path } } } }`;
const UPDATE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { errors { __typename } } }`;

describe('search', () => {
  let world: DomainWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openDomainWorld(profile);
  });
  afterAll(() => world.close());
  beforeEach(() => {
    count += 1;
  });

  /** A new person of this test with a profile made by registration. */
  async function person(nickname: string): Promise<{ id: string; nickname: string }> {
    const one = {
      id: `usr_search_${count}_${nickname}`,
      nickname: `${nickname}x${count}`,
    };
    await world.publish(userRegistered, {
      userId: one.id,
      nickname: one.nickname,
      registeredAt: '2030-01-01T00:00:00.000Z',
    });
    return one;
  }
  const run = async (query: string, variables: Record<string, unknown>, viewerId: string) => {
    const result = await world.execute(query, variables, world.as(viewerId));
    expect(result.errors).toBeUndefined();
    return result.data;
  };

  const found = (data: unknown) =>
    (data as { searchProfiles: { edges: { node: { nickname: string } }[] } }).searchProfiles.edges.map(
      ({ node }) => node.nickname,
    );

  test('finds beginnings of nicknames, then words of names, then what resembles them', async () => {
    const [zed, zelda, other] = [await person('quandra'), await person('quandrilla'), await person('somebody')];
    const typo = await person('nobody');
    await run(UPDATE, { input: { displayName: `Anna Quandr Müller` } }, other.id);
    await run(UPDATE, { input: { displayName: `Quandar` } }, typo.id);

    expect(found(await run(SEARCH, { query: 'QUANDR' }, other.id))).toEqual(
      [zed, zelda, other, typo].map(({ nickname }) => nickname),
    );
    expect(found(await run(SEARCH, { query: 'mül anna' }, zed.id))).toEqual([other.nickname]);
    expect(found(await run(SEARCH, { query: '%' }, zed.id))).toEqual([]);
    expect(found(await run(SEARCH, { query: '  ' }, zed.id))).toEqual([]);
    await run(DELETE, {}, other.id);
    await run(DELETE, {}, typo.id);
  });

  test('pages through all kinds of hits, each once', async () => {
    const people: { id: string; nickname: string }[] = [];
    for (const n of Array.from({ length: 9 }).keys()) people.push(await person(n < 3 ? `vexor${n}` : `w${n}w`));
    for (const { id } of people.slice(3, 6)) await run(UPDATE, { input: { displayName: 'Doctor Vexor' } }, id);
    for (const { id } of people.slice(6)) await run(UPDATE, { input: { displayName: 'Doctor Vexxor' } }, id);

    const seen: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 9; page++) {
      const data: unknown = await run(SEARCH, { query: 'vexor', first: 2, after }, 'usr_reader');
      seen.push(...found(data));
      const { pageInfo } = (data as { searchProfiles: { pageInfo: { hasNextPage: boolean; endCursor: string } } })
        .searchProfiles;
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(people.map(({ nickname }) => nickname));
    for (const { id } of people) await run(DELETE, {}, id);
  });

  test.each([
    [{ query: 'x'.repeat(81) }],
    [{ query: 'ada', first: 101 }],
    [{ query: 'ada', after: 'bm90IGEgY3Vyc29y' }],
    [{ query: 'a\0' }],
  ])('%j is bad input', async (variables) => {
    const result = await world.execute(SEARCH, variables, world.as('usr_ada'));
    expect(result).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});
