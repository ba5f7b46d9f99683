import { expect, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import { lockedMessage } from '../../../tests/locked-message.ts';
import { deleteMessage } from './delete-message.ts';
import { EDIT_WINDOW_HOURS, editMessage, MAX_REVISIONS } from './edit-message.ts';
import { MAX_PINS, pinMessage, unpinMessage } from './pin-message.ts';
import { addReaction, MAX_REACTION_KINDS, removeReaction } from './react-to-message.ts';

type World = ReturnType<typeof lockedMessage>;
/** What a test changes of the locked message and its conversation. */
type LockedState = Parameters<typeof lockedMessage>[0];

const OPERATIONS = {
  edit: (world: World, more = {}) => editMessage(world, { messageId: 'msg_1', text: 'other', ...more }),
  delete: (world: World, more = {}) => deleteMessage(world, { messageId: 'msg_1', ...more }),
  react: (world: World, more = {}) => addReaction(world, { messageId: 'msg_1', emoji: '👍', ...more }),
  unreact: (world: World, more = {}) => removeReaction(world, { messageId: 'msg_1', emoji: '👍', ...more }),
  pin: (world: World, more = {}) => pinMessage(world, { messageId: 'msg_1', ...more }),
  unpin: (world: World, more = {}) => unpinMessage(world, { messageId: 'msg_1', ...more }),
} as const;
type Name = keyof typeof OPERATIONS;
// as: the keys of a constant.
const NAMES = Object.keys(OPERATIONS) as Name[];

const expectNothingDone = (world: World): void => {
  for (const change of Object.values(world.changes)) expect(change).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
};

const deleted = { message: { deletedAt: AT, text: '' } };
const hoursAgo = (hours: number) => new Date(AT.getTime() - hours * 60 * 60 * 1000);
/** What every operation refuses alike. */
const common = (name: Name): readonly [Name, string, LockedState, object, string][] => [
  [name, 'of an unknown message', {}, { messageId: 'msg_none' }, 'NotFound'],
  [name, 'of no message', {}, { messageId: 7 }, 'InvalidInput'],
  [name, 'by who has left', { role: null }, {}, 'NotFound'],
  [name, 'in a room that was not joined', { role: null, kind: 'ROOM' }, {}, 'NotPermitted'],
  [name, 'of a blocked pair', { kind: 'DIRECT', isBlocked: true }, {}, 'NotPermitted'],
];

test.each([
  ...NAMES.flatMap(common),
  [
    'edit',
    'of another’s message, also for the owner',
    { role: 'OWNER', message: { authorId: 'usr_ben' } },
    {},
    'NotPermitted',
  ],
  ['edit', 'of a tombstone', deleted, {}, 'MessageDeleted'],
  ['edit', 'to nothing', {}, { text: ' ' }, 'InvalidInput'],
  ['edit', 'that names a stranger', {}, { mentionedUserIds: ['usr_cleo'] }, 'InvalidInput'],
  ['edit', 'that names a crowd', {}, { mentionedUserIds: Array(51).fill('usr_cleo') }, 'InvalidInput'],
  ['edit', 'after the window', { message: { sentAt: hoursAgo(EDIT_WINDOW_HOURS + 0.001) } }, {}, 'EditWindowClosed'],
  ['edit', 'too often', { revisionCount: MAX_REVISIONS }, {}, 'EditLimitReached'],
  ['delete', 'of another’s message', { message: { authorId: 'usr_ben' } }, {}, 'NotPermitted'],
  [
    'delete',
    'of the other’s message',
    { kind: 'DIRECT', role: 'OWNER', message: { authorId: 'usr_ben' } },
    {},
    'NotPermitted',
  ],
  ['react', 'to a tombstone', deleted, {}, 'MessageDeleted'],
  ['pin', 'by a plain member', {}, {}, 'NotPermitted'],
  ['pin', 'of a tombstone', { ...deleted, role: 'ADMIN' }, {}, 'MessageDeleted'],
  ['unpin', 'by a plain member', {}, {}, 'NotPermitted'],
] as readonly [Name, string, LockedState, object, string][])(
  '%s %s is refused, and nothing changes',
  async (name, _, lockedState, input, __typename) => {
    const world = lockedMessage(lockedState);
    expect(await OPERATIONS[name](world, input)).toMatchObject({ ok: false, refusal: { __typename } });
    expectNothingDone(world);
  },
);

test.each([
  ['words', 'ok'],
  ['nothing', ''],
  ['two emojis', '👍👍'],
  ['an emoji and a space', '👍 '],
  ['a digit', '1'],
  ['half an emoji', '\ud83d'],
  ['a joiner alone', '\u200d'],
  ['a shortcode', ':tada:'],
  ['a heap', '👍'.repeat(100)],
])('a reaction with %s is refused', async (_, emoji) => {
  for (const name of ['react', 'unreact'] as const) {
    const world = lockedMessage();
    expect(await OPERATIONS[name](world, { emoji })).toMatchObject({
      refusal: { __typename: 'InvalidInput', path: ['input', 'emoji'] },
    });
    expectNothingDone(world);
  }
});

test.each([
  ['👍', '👍'],
  ['👍🏽', '👍🏽'],
  ['❤', '❤️'],
  ['❤️', '❤️'],
  ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
  ['🇨🇭', '🇨🇭'],
  ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['1️⃣', '1️⃣'],
])('%s is one emoji, kept as %s', async (given, stored) => {
  const world = lockedMessage();
  expect(await OPERATIONS.react(world, { emoji: given })).toMatchObject({ ok: true });
  expect(world.changes.addReaction).toHaveBeenCalledWith(expect.objectContaining({ emoji: stored, userId: 'usr_ada' }));
});

test('a further kind of emoji is refused once there are twenty, one of theirs is not', async () => {
  const world = lockedMessage({
    reactionKinds: ['👍', ...Array.from({ length: MAX_REACTION_KINDS - 1 }, (_, nth) => `kind ${nth}`)],
  });

  expect(await OPERATIONS.react(world, { emoji: '🎉' })).toMatchObject({
    refusal: { __typename: 'ReactionLimitReached', limit: MAX_REACTION_KINDS },
  });
  expectNothingDone(world);
  expect(await OPERATIONS.react(world)).toMatchObject({ ok: true });
});

test('a further pin is refused once there are fifty; one of theirs changes nothing', async () => {
  const world = lockedMessage({ role: 'ADMIN' });
  const others = Array.from({ length: MAX_PINS }, (_, nth) => nth + 2);
  world.store.pinnedSequences.mockResolvedValue(new Set(others));
  expect(await OPERATIONS.pin(world)).toMatchObject({ refusal: { __typename: 'PinLimitReached', limit: MAX_PINS } });

  world.store.pinnedSequences.mockResolvedValue(new Set([1, ...others.slice(1)]));
  expect(await OPERATIONS.pin(world)).toMatchObject({ ok: true });
  expectNothingDone(world);
});

test('what is so already is done again without a change', async () => {
  const same = lockedMessage({ mentionedUserIds: ['usr_ben'], message: { sentAt: hoursAgo(1_000) } });
  expect(await OPERATIONS.edit(same, { text: ' hello ' })).toMatchObject({ ok: true });
  expect(await OPERATIONS.edit(same, { text: 'hello', mentionedUserIds: ['usr_ben', 'usr_ben'] })).toMatchObject({
    ok: true,
  });
  expectNothingDone(same);
  const gone = lockedMessage(deleted);
  expect(await OPERATIONS.delete(gone)).toMatchObject({ ok: true });
  expectNothingDone(gone);

  const none = lockedMessage({ role: 'OWNER' });
  none.changes.addReaction.mockResolvedValue(false);
  none.changes.removeReaction.mockResolvedValue(false);
  none.changes.unpinMessage.mockResolvedValue(false);
  for (const name of ['react', 'unreact', 'unpin'] as const)
    expect(await OPERATIONS[name](none)).toMatchObject({ ok: true });
  expect(none.changes.appendMessageChange).not.toHaveBeenCalled();
  expect(none.streams.announce).not.toHaveBeenCalled();
});

test.each([
  ['edit', 'MESSAGE_EDITED', {}],
  ['delete', 'MESSAGE_DELETED', {}],
  ['delete', 'MESSAGE_DELETED', { role: 'ADMIN', message: { authorId: 'usr_ben' } }],
  ['delete', 'MESSAGE_DELETED', { kind: 'ROOM', role: 'OWNER', message: { authorId: 'usr_ben' } }],
  ['pin', 'MESSAGE_PINNED', { kind: 'DIRECT', message: { authorId: 'usr_ben' } }],
  ['pin', 'MESSAGE_PINNED', { role: 'ADMIN' }],
  ['unpin', 'MESSAGE_UNPINNED', { role: 'OWNER' }],
] as readonly [Name, string, LockedState][])('%s publishes %s once to followers', async (name, kind, lockedState) => {
  const world = lockedMessage(lockedState);
  expect(await OPERATIONS[name](world)).toMatchObject({ ok: true, value: { id: 'msg_1' } });
  expect(world.changes.appendMessageChange.mock.calls).toEqual([
    [expect.objectContaining({ id: 'msg_1' }), kind, 'usr_ada', AT],
  ]);
  expect(world.streams.announce).toHaveBeenCalledWith(world.changeLog, 'cnv_1');
});

test('reactions may come from any reader of the conversation, also of others’ messages', async () => {
  const world = lockedMessage({ message: { authorId: 'usr_ben' } });
  for (const name of ['react', 'unreact'] as const) {
    expect(await OPERATIONS[name](world)).toMatchObject({ ok: true, value: { id: 'msg_1' } });
    expect(world.streams.announce).toHaveBeenLastCalledWith(world.changeLog, 'cnv_1');
  }
  expect(world.streams.announce).toHaveBeenCalledTimes(2);
});

test('an edit replaces the mentions and publishes the added ones; without mentions in the input they stay', async () => {
  const world = lockedMessage({ mentionedUserIds: ['usr_ben'] });
  const cleo = {
    userId: 'usr_cleo',
    role: 'MEMBER',
    joinedAt: AT,
    joinedChange: 1,
    readSequence: 0,
    deliveredSequence: 0,
  } as const;
  world.store.members.mockResolvedValue([{ ...cleo, conversationId: 'cnv_1' }]);

  await OPERATIONS.edit(world, { text: 'hello', mentionedUserIds: ['usr_cleo', 'usr_ben'] });
  expect(world.store.members).toHaveBeenCalledWith('cnv_1', ['usr_cleo']);
  expect(world.changes.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'chat.member-mentioned' }),
    { messageId: 'msg_1', conversationId: 'cnv_1', authorId: 'usr_ada', userIds: ['usr_cleo'] },
    AT,
  );
  await OPERATIONS.edit(world, { text: 'other' });
  expect(world.changes.reviseMessage).toHaveBeenLastCalledWith(
    expect.objectContaining({ text: 'other', nth: 1, mentionedUserIds: ['usr_ben'] }),
  );
  await OPERATIONS.edit(world, { text: 'other', mentionedUserIds: [] });
  expect(world.changes.reviseMessage).toHaveBeenLastCalledWith(expect.objectContaining({ mentionedUserIds: [] }));
  expect(world.changes.announce).toHaveBeenCalledTimes(1);
});
