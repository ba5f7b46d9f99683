import { expect, test } from '@jest/globals';
import { AT, exampleStream } from '../../../../tests/example-stream.ts';
import { createAuthorityWorld } from '../../fixtures/authority-world.ts';
import { updateStream } from './update-stream.ts';

const inHours = (hours: number) => new Date(AT.getTime() + hours * 3_600_000);

test('what is given changes, what is absent stays, and null takes away', async () => {
  const stream = exampleStream({ description: 'Old', language: 'de', tags: ['cats'], slowModeSeconds: 5 });
  const { context, store } = createAuthorityWorld({ stream });
  const input = { streamId: 'str_1', title: 'New', description: null, chat: { mode: 'NOBODY' } };
  expect(await updateStream(context, input)).toMatchObject({ value: { title: 'New', visibility: 'PUBLIC' } });
  expect(store.setDetails).toHaveBeenCalledWith(
    'str_1',
    expect.objectContaining({
      description: '',
      language: 'de',
      tags: ['cats'],
      chatMode: 'NOBODY',
      slowModeSeconds: 5,
    }),
  );
  expect(store.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'streaming.chat-changed' }),
    expect.objectContaining({ mode: 'NOBODY', slowModeSeconds: 5, visibility: 'PUBLIC' }),
    AT,
  );
  expect(context.signals.notify).toHaveBeenCalledWith('streaming.stream:str_1');
});

test('another title is nothing that other domains act on', async () => {
  const { context, store } = createAuthorityWorld();
  await updateStream(context, { streamId: 'str_1', title: 'New' });
  expect(store.announce).not.toHaveBeenCalled();
});

test('another time of an announced stream is published', async () => {
  const { context, store } = createAuthorityWorld({
    stream: exampleStream({ state: 'SCHEDULED', scheduledFor: inHours(1) }),
  });
  expect(await updateStream(context, { streamId: 'str_1', scheduledFor: inHours(2) })).toMatchObject({ ok: true });
  expect(store.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'streaming.stream-scheduled' }),
    expect.objectContaining({ scheduledFor: inHours(2).toISOString() }),
    AT,
  );
});

test.each([
  ['by others than the host', { viewerId: 'usr_bob' }, { title: 'x' }, 'NotPermitted'],
  ['of a hidden stream', { stream: null }, { title: 'x' }, 'NotFound'],
  ['of a stream that has ended', { stream: exampleStream({ state: 'ENDED' }) }, { title: 'x' }, 'StreamEnded'],
  ['of the latency on air', {}, { latency: 'LOW' }, 'InvalidState'],
  ['of the time on air', {}, { scheduledFor: inHours(1) }, 'InvalidState'],
  ['to a time that is near', { stream: exampleStream({ state: 'SCHEDULED' }) }, { scheduledFor: AT }, 'InvalidInput'],
  ['to a file of somebody else', {}, { thumbnailFileId: 'fil_1' }, 'MediaUnavailable'],
  ['to a category that is none', {}, { categoryId: 'cat_1' }, 'NotFound'],
  ['to a blank title', {}, { title: ' ' }, 'InvalidInput'],
])('a change %s is refused, and nothing is stored', async (_, options, input, __typename) => {
  const { context, store } = createAuthorityWorld(options);
  expect(await updateStream(context, { streamId: 'str_1', ...input })).toMatchObject({ refusal: { __typename } });
  expect(store.setDetails).not.toHaveBeenCalled();
});
