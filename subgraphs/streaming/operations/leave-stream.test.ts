import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { EXAMPLE_VIEWER, exampleAudience, exampleStream, STREAM_REFUSALS } from '../../../tests/example-stream.ts';
import { leaveStream } from './leave-stream.ts';

const INPUT = { streamId: 'str_1' };

test('leaving ends the row before the lease, and signals the subscriptions that renew it', async () => {
  const world = exampleAudience(exampleStream(), ['usr_bob#ses_1'], EXAMPLE_VIEWER);

  expect(await leaveStream(world, INPUT)).toEqual({ ok: true, value: { ...EXAMPLE_VIEWER, leaseExpiresAt: null } });
  expect(world.calls).toEqual(['row left', 'release usr_bob#ses_1', 'notify']);
  expect(world.signals.notify).toHaveBeenCalledWith('streaming.stream:str_1', { member: 'usr_bob#ses_1' });
});

test('leaving without having joined, or a stream that has ended, is no refusal', async () => {
  expect(await leaveStream(exampleAudience(exampleStream()), INPUT)).toEqual({ ok: true, value: null });
  expect(await leaveStream(exampleAudience(exampleStream({ state: 'ENDED' })), INPUT)).toMatchObject({ ok: true });
});

test.each(STREAM_REFUSALS)('%s is refused, and nothing is stored', async (_, stream, input, __typename) => {
  const world = exampleAudience(stream, [], EXAMPLE_VIEWER);

  expect(await leaveStream(world, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', 'streamId'] },
  });
  expect(world.calls).toEqual([]);
});

test('leaving requires a viewer', async () => {
  const world = { ...exampleAudience(exampleStream()), caller: ANONYMOUS };
  await expect(leaveStream(world, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
