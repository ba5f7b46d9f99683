import { expect, test } from '@jest/globals';
import { serviceCaller } from '../../../runtime/executor/caller.ts';
import type { MediaContext } from '../context.ts';
import { NOW } from '../fixtures/operation-world.ts';
import { detachFiles } from './detach-files.ts';

test('more than a hundred subjects at a time are refused', async () => {
  // as: a refusal of form reaches for nothing.
  const context = { caller: serviceCaller('chat'), now: () => NOW } as unknown as MediaContext;
  const subjectIds = Array.from({ length: 101 }, (_, at) => `msg_${at}`);
  expect(await detachFiles(context, { subjectIds })).toMatchObject({ refusal: { __typename: 'InvalidInput' } });
});
