import { expect, jest, test } from '@jest/globals';
import { AT, exampleConversation, exampleNeeds } from '../../../tests/example-conversation.ts';
import {
  archiveConversation,
  isInForce,
  muteConversation,
  unarchiveConversation,
  unmuteConversation,
} from './change-settings.ts';

function worldOf(changed = true, conversation = exampleConversation()) {
  const set = () => jest.fn(async () => changed);
  return {
    ...exampleNeeds(conversation),
    // as: only its name is read, by the signals of this test.
    inboxLog: { name: 'chat.inbox' } as never,
    repository: { mute: set(), unmute: set(), archive: set(), unarchive: set() },
  };
}

const settings = {
  mute: muteConversation,
  unmute: unmuteConversation,
  archive: archiveConversation,
  unarchive: unarchiveConversation,
} as const;
const verbs = Object.keys(settings) as (keyof typeof settings)[];
const later = new Date(AT.getTime() + 1);

test.each([
  ...verbs.flatMap((verb) => [
    [verb, 'an unknown conversation', { conversationId: 'cnv_2' }, 'NotFound'] as const,
    [verb, 'no conversation', {}, 'InvalidInput'] as const,
  ]),
  ['mute', 'an end that has passed', { conversationId: 'cnv_1', until: AT }, 'InvalidInput'] as const,
  ['mute', 'an end that is no instant', { conversationId: 'cnv_1', until: 'soon' }, 'InvalidInput'] as const,
])('%s refuses %s, and nothing is stored or signalled', async (verb, _, input, __typename) => {
  const world = worldOf();

  expect(await settings[verb](world, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.repository[verb]).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
});

test.each(verbs)('%s is refused in a room that was not joined', async (verb) => {
  const world = worldOf(true, exampleConversation({ kind: 'ROOM', role: null }));
  expect(await settings[verb](world, { conversationId: 'cnv_1' })).toMatchObject({ ok: false });
  expect(world.repository[verb]).not.toHaveBeenCalled();
});

test.each(verbs)('%s signals the viewer’s own devices when it has changed something, and nobody else', async (verb) => {
  const world = worldOf();
  await settings[verb](world, { conversationId: 'cnv_1' });
  expect(world.streams.announce.mock.calls.map(([, key]) => key)).toEqual(['usr_ada']);
  expect(world.signals.notify).not.toHaveBeenCalled();

  const same = worldOf(false);
  await settings[verb](same, { conversationId: 'cnv_1' });
  expect(same.streams.announce).not.toHaveBeenCalled();
});

test('a mute without an end is for good', async () => {
  const world = worldOf();
  await muteConversation(world, { conversationId: 'cnv_1', until: later });
  await muteConversation(world, { conversationId: 'cnv_1' });
  expect(world.repository.mute.mock.calls).toEqual([
    [expect.anything(), later],
    [expect.anything(), null],
  ]);
});

test('a mute holds until its end, and not at it', () => {
  expect([null, { until: null }, { until: later }, { until: AT }].map((mute) => isInForce(mute, AT))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
