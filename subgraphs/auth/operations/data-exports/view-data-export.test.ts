import { describe, expect, test } from '@jest/globals';
import { signQuery } from '../../../../runtime/signed-links/signed-query.ts';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import type { DataExport } from '../../repository/data-exports.ts';
import { downloadUrlOf, exportStateOf, findDownload } from './view-data-export.ts';

const LINK_MS = 15 * 60_000;
const READY: DataExport = {
  ...{
    id: 'exp_1',
    userId: 'usr_ada',
    state: 'READY',
    requestedAt: NOW,
    readyAt: NOW,
    expiresAt: fromNow(LINK_MS + 1),
  },
  ...{ attempts: 0, domains: [], cursor: null, parts: 1, byteSize: 2 },
};
const PENDING: DataExport = { ...READY, state: 'PENDING', expiresAt: null };
const EXPIRED: DataExport = { ...READY, expiresAt: NOW };

/** The world at an instant, in which `copy` is stored. */
const worldAt = (instant: Date, copy: DataExport | null = READY) =>
  createOperationWorld({ store: { dataExports: async () => [copy] }, context: { now: () => instant } }).context;

test.each([
  ['READY', READY],
  ['PENDING', PENDING],
  ['EXPIRED', EXPIRED],
  ['FAILED', { ...EXPIRED, state: 'FAILED' } as const],
])('the state is %s', (state, copy) => {
  expect(exportStateOf({ now: () => NOW }, copy)).toBe(state);
});

describe('a download link', () => {
  test.each([
    ['pending', PENDING],
    ['expired', EXPIRED],
    ['without an expiry', { ...READY, expiresAt: null }],
  ])('is null for an export that is %s', (_, copy) => {
    expect(downloadUrlOf(worldAt(NOW), copy)).toBeNull();
  });

  test.each([
    ['in 15 minutes', READY, LINK_MS],
    ['with its export', { ...READY, expiresAt: fromNow(60_000) }, 60_000],
  ])('expires %s', async (_, copy, validMs) => {
    const url = new URL(downloadUrlOf(worldAt(NOW), copy) ?? '', 'https://example.org');
    expect(url.pathname).toBe('/exports/exp_1');
    expect(url.searchParams.get('expires')).toBe(String(fromNow(validMs).getTime() / 1_000));
    expect(await findDownload(worldAt(fromNow(validMs - 1)), 'exp_1', url.searchParams)).toBe(READY);
    expect(await findDownload(worldAt(fromNow(validMs)), 'exp_1', url.searchParams)).toBeNull();
  });

  test.each([
    ['of another export', 'exp_2', READY],
    ['of an export that has expired', 'exp_1', EXPIRED],
    ['of an export that is gone', 'exp_1', null],
  ])('%s leads nowhere', async (_, id, stored) => {
    const query = signQuery(worldAt(NOW).downloadLinks, 'exp_1', fromNow(60_000));
    expect(await findDownload(worldAt(NOW, stored), id, query)).toBeNull();
  });
});
