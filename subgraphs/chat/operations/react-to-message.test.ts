import { expect, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import { DELETED, expectUnchanged, lockedMessage } from '../../../tests/locked-message.ts';
import { addReaction, MAX_REACTION_KINDS, removeReaction } from './react-to-message.ts';

const OPERATIONS = [
  ['adding', addReaction],
  ['removing', removeReaction],
] as const;
const INPUT = { messageId: 'msg_1', emoji: '👍' };

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
  for (const [, operation] of OPERATIONS) {
    const world = lockedMessage();
    expect(await operation(world, { ...INPUT, emoji })).toMatchObject({
      refusal: { __typename: 'InvalidInput', path: ['input', 'emoji'] },
    });
    expectUnchanged(world);
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

  expect(await addReaction(world, { ...INPUT, emoji: given })).toMatchObject({ ok: true });
  expect(world.changes.addReaction).toHaveBeenCalledWith(
    expect.objectContaining({ emoji: stored, userId: 'usr_ada', at: AT }),
  );
});

test('a further kind of emoji is refused once there are twenty, one of theirs is not', async () => {
  const world = lockedMessage({
    reactionKinds: ['👍', ...Array.from({ length: MAX_REACTION_KINDS - 1 }, (_, nth) => `kind ${nth}`)],
  });

  expect(await addReaction(world, { ...INPUT, emoji: '🎉' })).toMatchObject({
    refusal: { __typename: 'ReactionLimitReached', limit: MAX_REACTION_KINDS, path: ['input', 'emoji'] },
  });
  expectUnchanged(world);
  expect(await addReaction(world, INPUT)).toMatchObject({ ok: true });
});

test('reacting to a tombstone is refused, and nothing changes', async () => {
  const world = lockedMessage(DELETED);

  expect(await addReaction(world, INPUT)).toMatchObject({ refusal: { __typename: 'MessageDeleted' } });
  expectUnchanged(world);
});

test.each(OPERATIONS)('%s a reaction is open to any member, also under others’ messages', async (_, operation) => {
  const world = lockedMessage({ message: { authorId: 'usr_ben' } });

  expect(await operation(world, INPUT)).toMatchObject({ ok: true, value: { id: 'msg_1' } });
  expect(world.streams.announce.mock.calls).toEqual([[world.changeLog, 'cnv_1']]);
});

test.each(OPERATIONS)('%s again publishes nothing', async (_, operation) => {
  const world = lockedMessage();
  world.changes.addReaction.mockResolvedValue(false);
  world.changes.removeReaction.mockResolvedValue(false);

  expect(await operation(world, INPUT)).toMatchObject({ ok: true });
  expect(world.changes.appendMessageChange).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
});
