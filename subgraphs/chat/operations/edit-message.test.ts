import { expect, test } from '@jest/globals';
import { AT } from '../../../tests/example-conversation.ts';
import { DELETED, expectUnchanged, hoursAgo, type LockedState, lockedMessage } from '../../../tests/locked-message.ts';
import { EDIT_WINDOW_HOURS, editMessage, MAX_REVISIONS } from './edit-message.ts';
import { MAX_TEXT_LENGTH } from './message-content.ts';

const edit = (world: ReturnType<typeof lockedMessage>, more = {}) =>
  editMessage(world, { messageId: 'msg_1', text: 'other', ...more });

test.each<[string, LockedState, object, string, string]>([
  [
    'of another’s message, also for the owner',
    { role: 'OWNER', message: { authorId: 'usr_ben' } },
    {},
    'NotPermitted',
    'messageId',
  ],
  ['of a tombstone', DELETED, {}, 'MessageDeleted', 'messageId'],
  ['to nothing', {}, { text: ' ' }, 'InvalidInput', 'text'],
  ['to overlong text', {}, { text: 'x'.repeat(MAX_TEXT_LENGTH + 1) }, 'InvalidInput', 'text'],
  ['that names a stranger', {}, { mentionedUserIds: ['usr_cleo'] }, 'InvalidInput', 'mentionedUserIds'],
  ['that names a crowd', {}, { mentionedUserIds: Array(51).fill('usr_cleo') }, 'InvalidInput', 'mentionedUserIds'],
  [
    'after the window',
    { message: { sentAt: hoursAgo(EDIT_WINDOW_HOURS + 0.001) } },
    {},
    'EditWindowClosed',
    'messageId',
  ],
  ['too often', { revisionCount: MAX_REVISIONS }, {}, 'EditLimitReached', 'messageId'],
])('edit %s is refused, and nothing changes', async (_, state, input, __typename, field) => {
  const world = lockedMessage(state);

  expect(await edit(world, input)).toMatchObject({ ok: false, refusal: { __typename, path: ['input', field] } });
  expectUnchanged(world);
});

test('an edit at the end of the window and up to the last revision is stored once and published', async () => {
  const world = lockedMessage({
    revisionCount: MAX_REVISIONS - 1,
    message: { sentAt: hoursAgo(EDIT_WINDOW_HOURS) },
  });

  expect(await edit(world)).toMatchObject({ ok: true, value: { id: 'msg_1' } });
  expect(world.changes.reviseMessage).toHaveBeenCalledWith(
    expect.objectContaining({ text: 'other', nth: MAX_REVISIONS }),
  );
  expect(world.changes.appendMessageChange.mock.calls).toEqual([
    [expect.objectContaining({ id: 'msg_1' }), 'MESSAGE_EDITED', 'usr_ada', AT],
  ]);
  expect(world.streams.announce).toHaveBeenCalledWith(world.changeLog, 'cnv_1');
});

test('the same text and mentions again change nothing, also after the window', async () => {
  const world = lockedMessage({ mentionedUserIds: ['usr_ben'], message: { sentAt: hoursAgo(1_000) } });

  expect(await edit(world, { text: ' hello ' })).toMatchObject({ ok: true });
  expect(await edit(world, { text: 'hello', mentionedUserIds: ['usr_ben', 'usr_ben'] })).toMatchObject({ ok: true });
  expectUnchanged(world);
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

  await edit(world, { text: 'hello', mentionedUserIds: ['usr_cleo', 'usr_ben'] });
  expect(world.store.members).toHaveBeenCalledWith('cnv_1', ['usr_cleo']);
  expect(world.changes.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'chat.member-mentioned' }),
    { messageId: 'msg_1', conversationId: 'cnv_1', authorId: 'usr_ada', userIds: ['usr_cleo'] },
    AT,
  );
  await edit(world, { text: 'other' });
  expect(world.changes.reviseMessage).toHaveBeenLastCalledWith(
    expect.objectContaining({ text: 'other', nth: 1, mentionedUserIds: ['usr_ben'] }),
  );
  await edit(world, { text: 'other', mentionedUserIds: [] });
  expect(world.changes.reviseMessage).toHaveBeenLastCalledWith(expect.objectContaining({ mentionedUserIds: [] }));
  expect(world.changes.announce).toHaveBeenCalledTimes(1);
});
