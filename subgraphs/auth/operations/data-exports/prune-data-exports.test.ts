import { expect, jest, test } from '@jest/globals';
import { fromNow, NOW } from '../../fixtures/ada.ts';
import { pruneDataExports } from './prune-data-exports.ts';

const createNeeds = (...deleted: readonly number[]) => {
  const deleteExportParts = jest.fn(async () => 0);
  for (const count of deleted) deleteExportParts.mockResolvedValueOnce(count);
  return { now: () => NOW, repository: { deleteExportParts, deleteDataExports: jest.fn(async () => undefined) } };
};

test('contents are deleted in batches until one is not full, and records after 90 days', async () => {
  const needs = createNeeds(200, 200, 7);
  await pruneDataExports(needs, new AbortController().signal);
  expect(needs.repository.deleteExportParts.mock.calls).toEqual(Array(3).fill([NOW, 200]));
  expect(needs.repository.deleteDataExports.mock.calls).toEqual([[fromNow(-90 * 86_400_000)]]);
});

test('no further batch begins after an abort', async () => {
  const needs = createNeeds(200, 200);
  await pruneDataExports(needs, AbortSignal.abort());
  expect(needs.repository.deleteExportParts).not.toHaveBeenCalled();
});
