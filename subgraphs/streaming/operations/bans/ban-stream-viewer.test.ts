import { expect, test } from '@jest/globals';
import { newId } from '../../../../runtime/operations/ids.ts';
import { AT, exampleStream } from '../../../../tests/example-stream.ts';
import { createAuthorityWorld } from '../../fixtures/authority-world.ts';
import { banStreamViewer } from './ban-stream-viewer.ts';

const eve = newId('usr', AT);
const mod = newId('usr', AT);
const host = newId('usr', AT);
const stream = exampleStream({ hostId: host });
const INPUT = { streamId: 'str_1', userId: eve };

test.each([host, mod])('%s bans a viewer: their presence ends, and other domains hear of it', async (viewerId) => {
  const { context, store } = createAuthorityWorld({ stream, viewerId, moderators: [mod] });
  expect(await banStreamViewer(context, INPUT)).toMatchObject({
    value: { userId: eve, bannedById: viewerId, until: null },
  });
  expect(store.endViewings).toHaveBeenCalledWith({ streamId: 'str_1', userId: eve }, AT);
  expect(store.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'streaming.viewer-banned' }),
    { streamId: 'str_1', userId: eve, until: null, at: AT.toISOString() },
    AT,
  );
  expect(context.leases.release).toHaveBeenCalledWith('viewers', 'str_1', `${eve}#ses_1`);
  expect(context.signals.notify).toHaveBeenCalledWith('streaming.stream:str_1');
});

test('while Redis is away a ban is stored all the same', async () => {
  const { context, store } = createAuthorityWorld({ stream, viewerId: host });
  context.leases.release.mockRejectedValue(new Error('away'));
  expect(await banStreamViewer(context, INPUT)).toMatchObject({ ok: true });
  expect(store.addBan).toHaveBeenCalledTimes(1);
});

test.each([
  ['a viewer', eve, INPUT, 'NotPermitted'],
  ['a moderator of another moderator', mod, { ...INPUT, userId: eve }, 'NotPermitted'],
  ['a moderator of the host', mod, { ...INPUT, userId: host }, 'NotPermitted'],
  ['somebody of themselves', host, { ...INPUT, userId: host }, 'InvalidInput'],
  ['the host of no person', host, { ...INPUT, userId: 'str_1' }, 'NotFound'],
  ['the host until now', host, { ...INPUT, until: AT }, 'InvalidInput'],
])('a ban by %s is refused, and nothing is stored', async (_, viewerId, input, __typename) => {
  const { context, store } = createAuthorityWorld({ stream, viewerId, moderators: [mod, eve] });
  if (viewerId === eve) context.moderates.load = async () => false;
  expect(await banStreamViewer(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(store.addBan).not.toHaveBeenCalled();
});

test('a hidden stream is refused like none', async () => {
  const { context } = createAuthorityWorld({ stream: null });
  expect(await banStreamViewer(context, INPUT)).toMatchObject({ refusal: { __typename: 'NotFound' } });
});
