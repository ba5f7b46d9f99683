import { expect, jest, test } from '@jest/globals';
import { createWorld } from '../../fixtures/operation-world.ts';
import { listRecipients } from './list-recipients.ts';

test.each([
  [500, 500],
  [5_000, 1_000],
  [-1, 0],
])('%d recipients are asked for, %d are read at most', async (limit, expected) => {
  const postRecipients = jest.fn(async (..._: unknown[]) => ['usr_ben']);
  const { context } = createWorld({ store: { postRecipients } });
  expect(await listRecipients(context, { postId: 'pst_1', after: null, limit })).toEqual(['usr_ben']);
  expect(postRecipients).toHaveBeenCalledWith('pst_1', '', expected);
});
