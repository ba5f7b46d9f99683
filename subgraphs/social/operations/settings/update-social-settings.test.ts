import { expect, test } from '@jest/globals';
import { ADA, graphWorld, REQUEST } from '../../fixtures/graph-world.ts';
import { updateSocialSettings } from './update-social-settings.ts';

test('changes what is given', async () => {
  const world = graphWorld({ waiting: [REQUEST] });
  expect(await updateSocialSettings(world, { isPrivate: true, whoSeesLikers: null })).toMatchObject({
    value: { isPrivate: true, whoSeesFollowers: 'EVERYONE' },
  });
  expect(world.store.changeSocialSettings).toHaveBeenCalledWith(ADA, { isPrivate: true });
  expect(world.store.settleFollowRequests).not.toHaveBeenCalled();
});

test('an account that is no longer private accepts what waits', async () => {
  const world = graphWorld({ waiting: [REQUEST], request: null });
  await updateSocialSettings(world, { isPrivate: false });
  expect(world.store.addFollows).toHaveBeenCalledTimes(1);
  expect(world.signals.notify).toHaveBeenCalled();
});

test('an audience that does not exist is refused', async () => {
  expect(await updateSocialSettings(graphWorld(), { whoSeesFollowers: 'MARTIANS' })).toMatchObject({
    refusal: { __typename: 'InvalidInput', path: ['input', 'whoSeesFollowers'] },
  });
});
