import { expect, test } from '@jest/globals';
import { AT, exampleStream } from '../../../../tests/example-stream.ts';
import { createAuthorityWorld } from '../../fixtures/authority-world.ts';
import { cancelScheduledStream } from './cancel-scheduled-stream.ts';

const INPUT = { streamId: 'str_1' };

test('an announced stream is taken back', async () => {
  const { context, store } = createAuthorityWorld({ stream: exampleStream({ state: 'SCHEDULED' }) });
  expect(await cancelScheduledStream(context, INPUT)).toMatchObject({ value: { endReason: 'CANCELLED' } });
  expect(store.endStream).toHaveBeenCalledWith('str_1', AT, 0);
});

test('taking it back again changes nothing', async () => {
  const stream = exampleStream({ state: 'ENDED', endReason: 'CANCELLED' });
  const { context, store } = createAuthorityWorld({ stream });
  expect(await cancelScheduledStream(context, INPUT)).toMatchObject({ ok: true });
  expect(store.endStream).not.toHaveBeenCalled();
});

test.each([
  ['a stream on air', {}, 'InvalidState'],
  ['a stream of somebody else', { viewerId: 'usr_bob' }, 'NotPermitted'],
  ['a hidden stream', { stream: null }, 'NotFound'],
])('%s is refused', async (_, options, __typename) => {
  const { context } = createAuthorityWorld(options);
  expect(await cancelScheduledStream(context, INPUT)).toMatchObject({ refusal: { __typename } });
});
