import { describe, expect, jest, test } from '@jest/globals';
import { ANONYMOUS, OPERATOR, serviceCaller } from '../../../../runtime/executor/caller.ts';
import { ADA, fromNow, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { grantRole, restoreUser, revokeRole, searchUsers, suspendUser } from './administer-accounts.ts';

const ADMIN = { ...ADA, scopes: ['admin'] };
const EVE = { userId: 'usr_eve' };
const SUSPENSION = { ...EVE, reason: 'Spam.' };
const MISSING = { lockAccount: async () => false };

const OPERATIONS = {
  grantRole: (context: Context) => grantRole(context, { ...EVE, role: 'ADMIN' }),
  revokeRole: (context: Context) => revokeRole(context, { ...EVE, role: 'ADMIN' }),
  suspendUser: (context: Context) => suspendUser(context, SUSPENSION),
  restoreUser: (context: Context) => restoreUser(context, EVE),
};
type Context = ReturnType<typeof createOperationWorld>['context'];

describe.each(Object.entries(OPERATIONS))('%s', (_, operation) => {
  test('is forbidden without the scope', async () => {
    const world = createOperationWorld();
    await expect(operation(world.context)).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect(world.effects).toEqual([]);
  });

  test('by a visitor is refused', async () => {
    const { context } = createOperationWorld({ caller: ANONYMOUS });
    await expect(operation(context)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });

  test('of an unknown user is refused, and nothing is recorded', async () => {
    const world = createOperationWorld({ caller: ADMIN, store: MISSING });
    expect(await operation(world.context)).toMatchObject({ ok: false, refusal: { __typename: 'NotFound' } });
    expect(world.effects).toHaveLength(1);
  });
});

test.each([
  ['an unknown role', grantRole, { ...EVE, role: 'KING' }, 'InvalidInput'],
  ['a user id that is too long', grantRole, { userId: 'x'.repeat(101), role: 'ADMIN' }, 'InvalidInput'],
  ['a user id that is too long', restoreUser, { userId: 'x'.repeat(101) }, 'InvalidInput'],
  ['an unknown role', revokeRole, { ...EVE, role: 'KING' }, 'InvalidInput'],
  ['an own admin role', revokeRole, { userId: 'usr_ada', role: 'ADMIN' }, 'NotPermitted'],
  ['a suspension of oneself', suspendUser, { ...SUSPENSION, userId: 'usr_ada' }, 'NotPermitted'],
  ['a suspension without a reason', suspendUser, { ...SUSPENSION, reason: ' ' }, 'InvalidInput'],
  [
    'a suspension with a reason of 501 characters',
    suspendUser,
    { ...SUSPENSION, reason: 'x'.repeat(501) },
    'InvalidInput',
  ],
  ['a suspension that has ended', suspendUser, { ...SUSPENSION, until: NOW }, 'InvalidInput'],
])('%s is refused, and nothing changes', async (_, operation, input, __typename) => {
  const world = createOperationWorld({ caller: ADMIN });
  expect(await operation(world.context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.effects).toEqual([]);
});

test.each([
  ['grantRole', ['setRole', 'recordEvents'], 'setRole', ['usr_eve', 'ADMIN', true], 'ROLE_GRANTED'],
  ['revokeRole', ['setRole', 'recordEvents', 'revokeSessions'], 'setRole', ['usr_eve', 'ADMIN', false], 'ROLE_REVOKED'],
  [
    'suspendUser',
    ['setSuspension', 'recordEvents', 'announce', 'revokeSessions'],
    'setSuspension',
    ['usr_eve', { since: NOW, until: null, reason: 'Spam.' }],
    'SUSPENDED',
  ],
  ['restoreUser', ['setSuspension', 'recordEvents', 'announce'], 'setSuspension', ['usr_eve', null], 'RESTORED'],
] as const)('%s is stored, recorded and audited', async (name, effects, write, parameters, kind) => {
  const store = {
    setRole: jest.fn(async (..._: unknown[]) => true),
    setSuspension: jest.fn(async (..._: unknown[]) => true),
    recordEvents: jest.fn(async (..._: unknown[]) => undefined),
    announce: async () => undefined,
    revokeSessions: jest.fn(async (..._: unknown[]) => []),
    lockAccount: async () => true,
    recordAudit: jest.fn(async (..._: unknown[]) => undefined),
  };
  const world = createOperationWorld({ caller: ADMIN, store });
  expect(await OPERATIONS[name](world.context)).toEqual({ ok: true, value: 'usr_eve' });
  expect(store[write]).toHaveBeenCalledWith(...parameters);
  expect(store.recordEvents).toHaveBeenCalledWith([expect.objectContaining({ userId: 'usr_eve', kind })]);
  expect(store.recordAudit).toHaveBeenCalledWith(
    expect.anything(),
    expect.objectContaining({ scope: 'admin', action: name, subjectId: 'usr_eve' }),
  );
  expect(world.effects).toEqual(['lockAccount', ...effects, 'recordAudit']);
});

test('an administrator may give up another role, and suspend for a time', async () => {
  const store = {
    setRole: async () => true,
    setSuspension: jest.fn(async (..._: unknown[]) => true),
    recordEvents: async () => undefined,
    announce: async () => undefined,
    revokeSessions: async () => [],
    lockAccount: async () => true,
    recordAudit: async () => undefined,
  };
  const { context } = createOperationWorld({ caller: ADMIN, store });
  expect(await revokeRole(context, { userId: 'usr_ada', role: 'FINANCE' })).toMatchObject({ ok: true });
  expect(await suspendUser(context, { ...SUSPENSION, until: fromNow(1) })).toMatchObject({ ok: true });
  expect(store.setSuspension).toHaveBeenCalledWith('usr_eve', expect.objectContaining({ until: fromNow(1) }));
});

test('a suspension with its end and a restoration are published to other domains', async () => {
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  const store = {
    setSuspension: async () => true,
    recordEvents: async () => undefined,
    announce,
    lockAccount: async () => true,
    recordAudit: async () => undefined,
  };
  const { context } = createOperationWorld({ caller: ADMIN, store: { ...store, revokeSessions: async () => [] } });
  await suspendUser(context, { ...SUSPENSION, until: fromNow(1) });
  await suspendUser(context, SUSPENSION);
  await restoreUser(context, EVE);
  const at = NOW.toISOString();
  expect(announce.mock.calls).toEqual([
    [expect.objectContaining({ name: 'auth.user-suspended' }), { ...EVE, until: fromNow(1).toISOString(), at }, NOW],
    [expect.objectContaining({ name: 'auth.user-suspended' }), { ...EVE, until: null, at }, NOW],
    [expect.objectContaining({ name: 'auth.user-restored' }), { ...EVE, at }, NOW],
  ]);
});

test('a suspension ends all sessions of the user', async () => {
  const world = createOperationWorld({
    caller: ADMIN,
    store: {
      setSuspension: async () => true,
      recordEvents: async () => undefined,
      announce: async () => undefined,
      revokeSessions: async () => [],
      lockAccount: async () => true,
      recordAudit: async () => undefined,
    },
  });
  expect(await suspendUser(world.context, SUSPENSION)).toEqual({ ok: true, value: 'usr_eve' });
  expect(world.effects).toEqual([
    'lockAccount',
    'setSuspension',
    'recordEvents',
    'announce',
    'revokeSessions',
    'recordAudit',
  ]);
});

test.each([
  ['nothing', {}, []],
  ['a blank query', { query: ' ', role: 'ADMIN' as const }, []],
  ['a query that is too long', { query: 'x'.repeat(101) }, []],
  ['an address in any letter case', { query: ' Ada@Example.org' }, [['ada@example.org', null]]],
  ['an id as it is', { query: 'usr_Ada' }, [['usr_Ada', null]]],
  ['a role', { role: 'ADMIN' as const }, [['', 'ADMIN']]],
])('searching: %s', async (_, query, expected) => {
  const searched: unknown[] = [];
  const searchAccounts = async (...[text, role]: unknown[]) => {
    searched.push([text, role]);
    return [];
  };
  const world = createOperationWorld({ caller: ADMIN, store: { searchAccounts } });
  const page = { limit: 1, from: null, backwards: false };
  await searchUsers(world.context, query, page as unknown as Parameters<typeof searchUsers>[2]); // as: passed on only.
  expect(searched).toEqual(expected);
});

test('searching is forbidden without the scope', async () => {
  const { context } = createOperationWorld();
  const page = { limit: 2, size: 1, from: null, backwards: false };
  await expect(searchUsers(context, { query: 'ada' }, page)).rejects.toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });
});

test('the operator of the system grants the first role without an account', async () => {
  const store = {
    setRole: async () => true,
    recordEvents: async () => undefined,
    lockAccount: async () => true,
    recordAudit: jest.fn(async (..._: unknown[]) => undefined),
  };
  const { context } = createOperationWorld({ caller: OPERATOR, store });
  expect(await OPERATIONS.grantRole(context)).toEqual({ ok: true, value: 'usr_eve' });
  await expect(
    OPERATIONS.grantRole(createOperationWorld({ caller: serviceCaller('chat') }).context),
  ).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
