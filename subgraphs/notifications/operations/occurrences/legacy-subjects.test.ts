import { expect, test } from '@jest/globals';
import { legacySubjects } from './legacy-subjects.ts';

const NONE = { messageId: null, friendRequestId: null, streamId: null };

test.each([
  ['Message', 'msg_1', { ...NONE, messageId: 'msg_1' }],
  ['FriendRequest', 'frq_1', { ...NONE, friendRequestId: 'frq_1' }],
  ['LiveStream', 'str_1', { ...NONE, streamId: 'str_1' }],
  ['Order', 'ord_1', NONE],
])('a subject of the type %s is in the deprecated field of that type only', (type, id, fields) => {
  expect(legacySubjects({ type, id })).toEqual(fields);
});

test('without a subject all deprecated fields are empty', () => {
  expect(legacySubjects(null)).toEqual(NONE);
});
