import { expect, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { fault } from '../../../runtime/executor/faults.ts';
import { EXAMPLE_VIEWER, exampleAudience, exampleStream, STREAM_REFUSALS } from '../../../tests/example-stream.ts';
import { joinStream } from './join-stream.ts';

const INPUT = { streamId: 'str_1' };
const EXPIRY = new Date('2026-11-20T12:00:15.000Z');

test('joining stores a viewer, takes a lease of fifteen seconds, and records the peak in people', async () => {
  const world = exampleAudience(exampleStream(), ['usr_eve#ses_7', 'usr_eve#ses_8']);

  expect(await joinStream(world, INPUT)).toEqual({ ok: true, value: { ...EXAMPLE_VIEWER, leaseExpiresAt: EXPIRY } });
  expect(world.calls).toEqual(['row added', 'hold usr_bob#ses_1 15000']);
  expect(world.peaks.record).toHaveBeenCalledWith('str_1', 2);
});

test('joining again renews the row and the lease', async () => {
  const world = exampleAudience(exampleStream(), ['usr_bob#ses_1']);

  await joinStream(world, INPUT);

  expect(world.calls).toEqual(['row renewed', 'hold usr_bob#ses_1 15000']);
  expect(world.peaks.record).toHaveBeenCalledWith('str_1', 1);
});

test('while Redis is unavailable joining fails, to be tried again', async () => {
  const world = exampleAudience(exampleStream());
  world.leases.hold.mockRejectedValue(fault('UNAVAILABLE', 'away'));

  await expect(joinStream(world, INPUT)).rejects.toMatchObject({
    extensions: { code: 'UNAVAILABLE', retryable: true },
  });
  expect(world.peaks.record).not.toHaveBeenCalled();
});

test.each([
  ...STREAM_REFUSALS,
  ['a stream that has ended', exampleStream({ state: 'ENDED' }), INPUT, 'StreamEnded'] as const,
])('%s is refused, and nothing is stored', async (_, stream, input, __typename) => {
  const world = exampleAudience(stream);

  expect(await joinStream(world, input)).toMatchObject({
    ok: false,
    refusal: { __typename, path: ['input', 'streamId'] },
  });
  expect(world.calls).toEqual([]);
});

test.each([
  ['who is banned', exampleStream(), true, 'NotPermitted'],
  ['a stream that has not begun', exampleStream({ state: 'SCHEDULED' }), false, 'InvalidState'],
])('%s is refused', async (_, stream, isBanned, __typename) => {
  const world = exampleAudience(stream, [], null, isBanned);

  expect(await joinStream(world, INPUT)).toMatchObject({ refusal: { __typename } });
  expect(world.calls).toEqual([]);
});

test('joining requires a viewer', async () => {
  const world = { ...exampleAudience(exampleStream()), caller: ANONYMOUS };
  await expect(joinStream(world, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
