import { expect, test } from '@jest/globals';
import { AT } from '../../../../tests/example-stream.ts';
import { createAuthorityWorld } from '../../fixtures/authority-world.ts';
import { unbanStreamViewer } from './unban-stream-viewer.ts';

const INPUT = { streamId: 'str_1', userId: 'usr_eve' };

test('a ban is ended, and other domains hear of it', async () => {
  const { context, store } = createAuthorityWorld({ banned: ['usr_eve'] });
  expect(await unbanStreamViewer(context, INPUT)).toMatchObject({ value: { id: 'str_1' } });
  expect(store.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'streaming.viewer-unbanned' }),
    { ...INPUT, at: AT.toISOString() },
    AT,
  );
});

test.each([
  ['who is not banned', {}, INPUT, 'NotFound'],
  ['by a viewer', { viewerId: 'usr_bob', banned: ['usr_eve'] }, INPUT, 'NotPermitted'],
  ['of no stream', {}, {}, 'InvalidInput'],
])('%s is refused', async (_, options, input, __typename) => {
  const { context, store } = createAuthorityWorld(options);
  expect(await unbanStreamViewer(context, input)).toMatchObject({ refusal: { __typename } });
  expect(store.announce).not.toHaveBeenCalled();
});
