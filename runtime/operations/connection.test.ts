import { describe, expect, test } from '@jest/globals';
import { createPaging, type PageArguments } from './connection.ts';
import { cursorPart } from './cursor-parts.ts';

const paging = createPaging({
  name: 'things',
  key: [cursorPart.integer, cursorPart.text],
  keyOf: (id: number) => [id, `t${id}`],
});
const encode = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const cursorOf = (id: number) => encode(['things', id, `t${id}`]);
const ROWS = Array.from({ length: 7 }, (_, at) => at + 1);
const badInput = expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } });

/** What a repository does: rows beyond the key, in the asked direction, as many as the limit says. */
function page(args: PageArguments) {
  const request = paging.parse(args);
  const [from] = request.from ?? [request.backwards ? Number.POSITIVE_INFINITY : 0];
  const beyond = request.backwards ? ROWS.filter((id) => id < from).toReversed() : ROWS.filter((id) => id > from);
  const { edges, pageInfo } = paging.connect(request, beyond.slice(0, request.limit));
  return { ids: edges.map(({ node }) => node), edges, pageInfo };
}

test.each<[string, PageArguments, number[], boolean, boolean]>([
  ['nothing', {}, ROWS, false, false],
  ['nulls', { first: null, after: null, last: null, before: null }, ROWS, false, false],
  ['first', { first: 3 }, [1, 2, 3], true, false],
  ['first as many as there are', { first: 7 }, ROWS, false, false],
  ['first, after', { first: 3, after: cursorOf(3) }, [4, 5, 6], true, true],
  ['after alone', { after: cursorOf(5) }, [6, 7], false, true],
  ['after the last', { first: 3, after: cursorOf(7) }, [], false, true],
  ['after one that was deleted', { first: 1, after: cursorOf(0) }, [1], true, true],
  ['first 0', { first: 0 }, [], true, false],
  ['last', { last: 3 }, [5, 6, 7], false, true],
  ['last, before', { last: 3, before: cursorOf(5) }, [2, 3, 4], true, true],
  ['before alone', { before: cursorOf(3) }, [1, 2], true, false],
  ['before the first', { last: 3, before: cursorOf(1) }, [], true, false],
  ['last 0', { last: 0 }, [], false, true],
])('%s', (_, args, ids, hasNextPage, hasPreviousPage) => {
  const got = page(args);
  expect(got.ids).toEqual(ids);
  expect(got.pageInfo).toEqual({
    hasNextPage,
    hasPreviousPage,
    startCursor: got.edges.at(0)?.cursor ?? null,
    endCursor: got.edges.at(-1)?.cursor ?? null,
  });
});

test('walking forwards and backwards visits every row once', () => {
  const visited: number[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { ids, pageInfo } = page({ first: 2, after });
    visited.push(...ids);
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  for (let before: string | null = null, more = true; more; ) {
    const { ids, pageInfo } = page({ last: 2, before });
    visited.unshift(...ids);
    before = pageInfo.startCursor;
    more = pageInfo.hasPreviousPage;
  }
  expect(visited).toEqual([...ROWS, ...ROWS]);
});

describe('is refused with BAD_USER_INPUT', () => {
  test.each<[string, PageArguments]>([
    ['a negative size', { first: -1 }],
    ['a size over 100', { first: 101 }],
    ['a negative last', { last: -1 }],
    ['last over 100', { last: 101 }],
    ['both directions', { first: 1, last: 1 }],
    ['first before', { first: 1, before: cursorOf(3) }],
    ['last after', { last: 1, after: cursorOf(3) }],
    ['after and before', { after: cursorOf(1), before: cursorOf(3) }],
  ])('%s', (_, args) => {
    expect(() => paging.parse(args)).toThrow(badInput);
  });

  test.each([
    ['empty', ''],
    ['garbage', '💥 not base64'],
    ['of another list', encode(['others', 1, 't1'])],
    ['too short', encode(['things', 1])],
    ['too long', encode(['things', 1, 't1', 't1'])],
    ['of other types', encode(['things', '1', 't1'])],
    ['with an object', encode(['things', { gt: 0 }, 't1'])],
    ['with null', encode(['things', null, 't1'])],
    ['null', encode(null)],
    ['an object', encode({ 0: 'things' })],
    ['with an infinite number', Buffer.from('["things",1e999,"t1"]').toString('base64url')],
    ['with a number beyond its column', encode(['things', 2 ** 31, 't1'])],
    ['of another spelling', `${encode(['things', 1, 't1'])}=`],
    ['with NUL', encode(['things', 1, 't\u0000'])],
    ['with a broken character', encode(['things', 1, 't\ud800'])],
    ['with a long text', encode(['things', 1, 't'.repeat(201)])],
  ])('a cursor that is %s', (_, after) => {
    expect(() => paging.parse({ after })).toThrow(badInput);
    expect(() => paging.parse({ before: after })).toThrow(badInput);
  });
});
