import { expect, test } from '@jest/globals';
import { accountWith, createWorld, FINANCE, refusalIn } from '../../fixtures/operation-world.ts';
import { freezeWalletAccount, unfreezeWalletAccount } from './freeze-account.ts';

const input = { accountId: 'wal_ada', reason: 'Stolen phone.' };
const worldWith = (account: ReturnType<typeof accountWith> | null, hasChanged = true) =>
  createWorld({ caller: FINANCE, account, store: { changeState: async () => hasChanged } });

test('freezing is audited and published, and the log says so', async () => {
  const { context, store, announced } = worldWith(accountWith());
  expect(await freezeWalletAccount(context, input)).toEqual({ ok: true, value: 'wal_ada' });
  expect(store.recordAudit.mock.calls[0]?.[1]).toMatchObject({ action: 'freezeWalletAccount', subjectId: 'wal_ada' });
  expect(store.announce.mock.calls[0]).toMatchObject([{ name: 'wallet.account-frozen' }, { userId: 'usr_ada' }, {}]);
  expect(announced()).toEqual(['wal_ada']);
});

test('unfreezing is audited', async () => {
  const { context, store } = worldWith(accountWith({ state: 'FROZEN' }));
  expect(refusalIn(await unfreezeWalletAccount(context, input))).toBe('ok');
  expect(store.recordAudit.mock.calls[0]?.[1]).toMatchObject({ action: 'unfreezeWalletAccount' });
  expect(store.announce).not.toHaveBeenCalled();
});

test.each([
  [null, 'NotFound accountId'],
  [accountWith({ kind: 'FEES', ownerId: null }), 'NotFound accountId'],
  [accountWith({ state: 'CLOSED' }), 'AccountClosed accountId'],
  [accountWith({ state: 'FROZEN' }), 'ok'],
])('nothing changes with %p', async (account, refusal) => {
  const { context, store } = worldWith(account, false);
  expect(refusalIn(await freezeWalletAccount(context, input))).toBe(refusal);
  expect(store.recordAudit).not.toHaveBeenCalled();
});

test('others may not, and a reason is needed', async () => {
  await expect(async () => freezeWalletAccount(createWorld().context, input)).rejects.toThrow('`finance`');
  expect(refusalIn(await freezeWalletAccount(worldWith(null).context, { ...input, reason: ' ' }))).toBe(
    'InvalidInput reason',
  );
});
