import { expect, test } from '@jest/globals';
import { exampleNeeds } from '../../../tests/example-conversation.ts';
import { announceAccess, announceAcquaintance } from './announce-access.ts';

test('both logs of the conversation and the watchers of its live state check access again', async () => {
  const { streams, signals } = exampleNeeds(null);
  // as: only their names are read, by the signals of this test.
  const [messageLog, changeLog] = [{ name: 'chat.messages' } as never, { name: 'chat.conversation-changes' } as never];

  await announceAccess({ streams, signals, messageLog, changeLog }, 'cnv_1');

  expect(streams.announce.mock.calls).toEqual([
    [messageLog, 'cnv_1'],
    [changeLog, 'cnv_1'],
  ]);
  expect(signals.notify.mock.calls).toEqual([['chat.access:cnv_1']]);
});

test('watchers of presence are signalled once per person', async () => {
  const { signals } = exampleNeeds(null);

  await announceAcquaintance({ signals }, ['usr_ben', 'usr_cleo']);

  expect(signals.notify.mock.calls).toEqual([['chat.acquaintance:usr_ben'], ['chat.acquaintance:usr_cleo']]);
});
