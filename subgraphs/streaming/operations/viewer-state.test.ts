import { expect, test } from '@jest/globals';
import { exampleStream } from '../../../tests/example-stream.ts';
import type { ViewerRole } from '../repository/audience-numbers.ts';
import { viewerStateOf } from './viewer-state.ts';

const NOBODY: ViewerRole = {
  ...{ streamId: 'str_1', isHost: false, isModerator: false, isBanned: false, bannedUntil: null, isFollower: false },
};

test.each([
  ['a viewer', {}, {}, true],
  ['a banned viewer', {}, { isBanned: true }, false],
  ['a viewer of a chat for followers', { chatMode: 'FOLLOWERS' }, {}, false],
  ['a follower in a chat for followers', { chatMode: 'FOLLOWERS' }, { isFollower: true }, true],
  ['a follower in a chat for nobody', { chatMode: 'NOBODY' }, { isFollower: true }, false],
  ['a moderator in a chat for nobody', { chatMode: 'NOBODY' }, { isModerator: true }, true],
  ['the host after the end', { state: 'ENDED' }, { isHost: true }, false],
] as const)('whether %s may write', (_, stream, role, canChat) => {
  expect(viewerStateOf(exampleStream(stream), { ...NOBODY, ...role })).toMatchObject({ canChat });
});
