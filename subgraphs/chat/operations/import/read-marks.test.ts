import { expect, test } from '@jest/globals';
import type { PlannedMessage } from '../../repository/index.ts';
import { readMarksOf } from './read-marks.ts';

const message = (sequence: number, authorId: string, readBy: readonly string[] | null): PlannedMessage => ({
  ...{ id: `msg_${sequence}`, conversationId: 'cnv_1', authorId, text: 'text', sentAt: new Date(0), sequence },
  ...{ editedAt: null, deletedAt: null, replyToId: null, replyToSequence: null, readBy, fileIds: [] },
});

test('what the older system says nothing of counts as read by everybody', () => {
  expect(readMarksOf([message(1, 'usr_ada', null), message(2, 'usr_ada', null)])).toEqual({
    everybody: new Map([['cnv_1', 2]]),
    members: [],
  });
});

test('a mark moves to the last message that a person has read or written', () => {
  const messages = [
    message(1, 'usr_ada', ['usr_ben', 'usr_cleo']),
    message(2, 'usr_ada', ['usr_ben']),
    message(3, 'usr_ada', []),
  ];
  const { everybody, members } = readMarksOf(messages);
  expect(everybody.size).toBe(0);
  expect(Object.fromEntries(members.map(({ userId, sequence }) => [userId, sequence]))).toEqual({
    usr_ada: 3,
    usr_ben: 2,
    usr_cleo: 1,
  });
});
