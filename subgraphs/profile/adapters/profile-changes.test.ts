import { setImmediate } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { eventually } from '../../../tests/eventually.ts';
import type { Profile } from '../repository/profile.ts';
import { watchProfile } from './profile-changes.ts';

const ADA = { id: 'prf_1', userId: 'usr_ada', revision: 1 } as Profile;

function worldOf(profile: Profile | null = ADA) {
  const state = { profile };
  let ring: () => void = () => undefined;
  const unlisten = jest.fn();
  const see = jest.fn(async () => state.profile);
  const watching = watchProfile(
    {
      see,
      listen: (_, callback) => {
        ring = callback;
        return unlisten;
      },
    },
    'usr_ada',
  );
  const change = () => {
    if (state.profile !== null) state.profile = { ...state.profile, revision: state.profile.revision + 1 };
  };
  return { state, see, unlisten, watching, change, ring: () => ring() };
}

test('listening begins before the first look', () => {
  const { see, watching } = worldOf();
  expect(see).toHaveBeenCalledTimes(1);
  return watching.then((stream) => stream.return?.());
});

test('a ring without a change tells nothing, one with a change tells once', async () => {
  const { watching, ring, change, see } = worldOf();
  const stream = await watching;
  const told = jest.fn();
  const next = stream.next().then(told);
  ring();
  await eventually(() => see.mock.calls.length === 2, 'a look');
  await setImmediate();
  expect(told).not.toHaveBeenCalled();

  change();
  ring();
  await next;
  expect(told).toHaveBeenCalledWith({ done: false, value: { userId: 'usr_ada' } });
  await stream.return?.();
});

test('a profile made anew is a change, though it counts from one again', async () => {
  const { watching, ring, state } = worldOf();
  const stream = await watching;
  state.profile = { ...state.profile, id: 'prf_2' } as Profile;
  ring();
  expect(await stream.next()).toMatchObject({ done: false });
  await stream.return?.();
});

test('nothing to see is refused, and nobody listens on', async () => {
  const { watching, unlisten } = worldOf(null);
  await expect(watching).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  expect(unlisten).toHaveBeenCalledTimes(1);
});

test('a lost permission ends the stream with a fault, once', async () => {
  const { watching, ring, state, unlisten } = worldOf();
  const stream = await watching;
  state.profile = null;
  ring();

  await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(unlisten).toHaveBeenCalledTimes(1);
});

test('closing ends a stream that waits', async () => {
  const { watching, unlisten } = worldOf();
  const stream = await watching;
  const next = stream.next();
  await stream.return?.();

  expect(await next).toEqual({ done: true, value: undefined });
  expect(unlisten).toHaveBeenCalledTimes(1);
});
