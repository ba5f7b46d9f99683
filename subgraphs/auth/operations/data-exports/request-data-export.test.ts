import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { fromNow, NOW, STALE_SESSION } from '../../fixtures/ada.ts';
import { createOperationWorld, NOTICE } from '../../fixtures/operation-world.ts';
import type { DataExport } from '../../repository/data-exports.ts';
import type { AuthStore } from '../../repository/index.ts';
import { requestDataExport } from './request-data-export.ts';

const DAY_MS = 86_400_000;

const exportOf = (state: DataExport['state'], requestedAt: Date): DataExport => ({
  ...{ id: 'exp_1', userId: 'usr_ada', state, requestedAt },
  ...{ attempts: 0, domains: [], cursor: null, parts: 0, readyAt: null, expiresAt: null, byteSize: 0 },
});

function createWorld(latest: DataExport | null, store: object = {}) {
  const addDataExport = jest.fn<AuthStore['addDataExport']>(async () => exportOf('PENDING', NOW));
  const holdLatestExport = async () => latest;
  return {
    ...createOperationWorld({ store: { ...NOTICE, holdLatestExport, addDataExport, ...store } }),
    addDataExport,
  };
}

test.each([
  ['a stale proof of identity', null, { sessions: async () => [STALE_SESSION] }, { __typename: 'ProofRequired' }],
  ['a second export on one day', exportOf('READY', fromNow(1 - DAY_MS)), {}, { __typename: 'TooManyAttempts' }],
  ['one a second too early', exportOf('READY', fromNow(1_000 - DAY_MS)), {}, { retryAfter: 1 }],
  ['one half a second too early', exportOf('EXPIRED', fromNow(500 - DAY_MS)), {}, { retryAfter: 1 }],
])('%s is refused, and nothing is requested', async (_, latest, store, refusal) => {
  const { context, effects } = createWorld(latest, store);
  expect(await requestDataExport(context)).toMatchObject({ ok: false, refusal });
  expect(effects).not.toContain('addDataExport');
  expect(effects).not.toContain('recordEvents');
  expect(effects).not.toContain('signal auth.export-requested');
});

test('a pending export is returned again, and nothing is recorded', async () => {
  const pending = exportOf('PENDING', fromNow(-60_000));
  const { context, effects } = createWorld(pending);
  expect(await requestDataExport(context)).toEqual({ ok: true, value: pending });
  expect(effects).not.toContain('addDataExport');
  expect(effects).not.toContain('recordEvents');
});

test.each([
  ['a first export', null],
  ['an export a day after the latest', exportOf('READY', fromNow(-DAY_MS))],
])('%s of all domains is requested, recorded and signalled', async (_, latest) => {
  const { context, effects, addDataExport } = createWorld(latest);
  expect(await requestDataExport(context)).toMatchObject({ ok: true });
  expect(addDataExport).toHaveBeenCalledWith({
    id: expect.stringMatching(/^exp_/),
    userId: 'usr_ada',
    requestedAt: NOW,
    domains: ['profile'],
  });
  expect(effects).toEqual(expect.arrayContaining(['recordEvents', 'signal auth.export-requested']));
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: ANONYMOUS });
  await expect(requestDataExport(context)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
