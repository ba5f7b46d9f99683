import { expect, test } from '@jest/globals';
import { createSealedBox } from '../../../../runtime/sealed-box.ts';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { findRetainedRecords } from './find-retained-records.ts';

const box = createSealedBox('test', 'a secret of the test, thirty-two characters and more');
const world = (...scopes: string[]) => ({ ...createOperationWorld({ caller: { scopes } }).context, retentionBox: box });

test('what is retained is opened for finance alone', async () => {
  await expect(findRetainedRecords(world('admin'), 'usr_gone', 'A tax audit.')).rejects.toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });
  await expect(findRetainedRecords(world('finance'), 'usr_gone', 'A tax audit.')).resolves.toEqual([]);
});

test.each([[''], ['  '], ['x'.repeat(501)]])('a reason of %j is refused', async (reason) => {
  await expect(findRetainedRecords(world('finance'), 'usr_gone', reason)).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});
