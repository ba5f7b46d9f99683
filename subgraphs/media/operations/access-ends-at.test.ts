import { expect, test } from '@jest/globals';
import { createFileAccess } from '../../../runtime/signed-links/file-access.ts';
import { createFileUrls } from '../adapters/file-urls.ts';
import { NOW } from '../fixtures/operation-world.ts';
import { accessEndsAt } from './access-ends-at.ts';

test('no address outlives it that is made with access of before', () => {
  const secrets = ['a secret of thirty-two characters'] as const;
  const access = createFileAccess(secrets);
  const minted = access.mint({ fileId: 'fil_1', viewerId: 'usr_ben', grantId: 'cnv_1' }, NOW);
  let last = NOW;
  while (access.verify(minted, 'fil_1', 'usr_ben', last) !== null) last = new Date(last.getTime() + 1_000);
  const expiry = createFileUrls(secrets, 'https://cdn.example.com').expiry({ viewerId: 'usr_ben' }, last);
  expect(expiry.getTime()).toBeLessThan(accessEndsAt(NOW).getTime());
});
