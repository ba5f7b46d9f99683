import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { ModerationContext } from '../context.ts';
import { readAuditLog } from './read-audit-log.ts';

/** Hours of the entries of each domain, latest first by their numbers. */
const LOGS: Readonly<Record<string, readonly number[]>> = { auth: [9, 5, 7], chat: [8, 6], media: [] };

const entry = (hour: number) => ({
  ...{ actorId: 'usr_mod', scope: 'admin', action: `at ${hour}`, subjectId: 'usr_eve', reason: null, requestId: null },
  ...{ beforeHash: null, afterHash: null, createdAt: new Date(Date.UTC(2031, 2, 1, hour)).toISOString(), hash: 'h' },
});

const ask = jest.fn<ModerationContext['ask']>(async (domain, _, { first, after }) => {
  const hours = LOGS[domain] ?? [];
  const from = after === null ? 0 : hours.indexOf(Number(after)) + 1;
  const page = hours.slice(from, from + Number(first));
  const edges = page.map((hour) => ({ cursor: String(hour), node: entry(hour) }));
  return { auditEntries: { edges, pageInfo: { hasNextPage: from + page.length < hours.length } } };
});
const context = { caller: { ...ANONYMOUS, viewerId: 'usr_a', scopes: ['admin'] }, domains: Object.keys(LOGS), ask };

async function pages(first: number): Promise<string[][]> {
  const read: string[][] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { edges, pageInfo } = await readAuditLog(context, {}, { first, after });
    read.push(edges.map(({ node }) => node.action));
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  return read;
}

test('entries of all domains are merged by time, and those of one stay in its order', async () => {
  expect(await pages(100)).toEqual([['at 9', 'at 8', 'at 6', 'at 5', 'at 7']]);
  expect(await pages(2)).toEqual([['at 9', 'at 8'], ['at 6', 'at 5'], ['at 7']]);
});

test('a filter is handed on, and only the domain that it names is read', async () => {
  ask.mockClear();
  await readAuditLog(context, { domain: 'chat', subject: 'usr_eve', actor: 'usr_mod' }, {});
  expect(ask).toHaveBeenCalledTimes(1);
  expect(ask.mock.calls[0]?.[2]).toEqual({ subjectId: 'usr_eve', actorId: 'usr_mod', first: 20, after: null });
});

test('a domain that is away fails the page', async () => {
  ask.mockRejectedValueOnce(new Error('auth is away'));
  await expect(readAuditLog(context, {}, {})).rejects.toThrow('auth is away');
});

test.each([
  ['a domain that there is not', { domain: 'gold' }, {}],
  ['a page of 101', {}, { first: 101 }],
  ['a cursor of another list', {}, { after: Buffer.from('["reports"]').toString('base64url') }],
])('%s is refused', async (_, filter, page) => {
  await expect(readAuditLog(context, filter, page)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
});

test('a moderator may not read it', async () => {
  const caller = { ...context.caller, scopes: ['moderator'] };
  await expect(readAuditLog({ ...context, caller }, {}, {})).rejects.toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });
});
