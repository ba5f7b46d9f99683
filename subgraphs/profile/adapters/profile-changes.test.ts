import { setImmediate } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import { eventually } from '../../../tests/eventually.ts';
import type { Profile } from '../repository/profile.ts';
import { watchProfile } from './profile-changes.ts';

const ADA = { id: 'prf_1', userId: 'usr_ada', revision: 1 } as Profile;

function worldOf(profile: Profile | null = ADA) {
  const state = { profile };
  let onSignal: () => void = () => undefined;
  const unsubscribe = jest.fn();
  const see = jest.fn(async () => state.profile);
  const watching = watchProfile(
    {
      see,
      listen: (_, callback) => {
        onSignal = callback;
        return unsubscribe;
      },
    },
    'usr_ada',
  );
  const change = () => {
    if (state.profile !== null) state.profile = { ...state.profile, revision: state.profile.revision + 1 };
  };
  return { state, see, unsubscribe, watching, change, signal: () => onSignal() };
}

test('signals are subscribed to before the first read', () => {
  const { see, watching } = worldOf();
  expect(see).toHaveBeenCalledTimes(1);
  return watching.then((stream) => stream.return?.());
});

test('a signal without a change emits nothing, one with a change emits once', async () => {
  const { watching, signal, change, see } = worldOf();
  const stream = await watching;
  const onNext = jest.fn();
  const next = stream.next().then(onNext);
  signal();
  await eventually(() => see.mock.calls.length === 2, 'a second read');
  await setImmediate();
  expect(onNext).not.toHaveBeenCalled();

  change();
  signal();
  await next;
  expect(onNext).toHaveBeenCalledWith({ done: false, value: { userId: 'usr_ada' } });
  await stream.return?.();
});

test('a profile that was deleted and created again is a change, although its revisions restart at one', async () => {
  const { watching, signal, state } = worldOf();
  const stream = await watching;
  state.profile = { ...state.profile, id: 'prf_2' } as Profile;
  signal();
  expect(await stream.next()).toMatchObject({ done: false });
  await stream.return?.();
});

test('a profile that is not visible is refused, and the signals are unsubscribed', async () => {
  const { watching, unsubscribe } = worldOf(null);
  await expect(watching).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  expect(unsubscribe).toHaveBeenCalledTimes(1);
});

test('a lost permission ends the stream with a fault, once', async () => {
  const { watching, signal, state, unsubscribe } = worldOf();
  const stream = await watching;
  state.profile = null;
  signal();

  await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  expect(unsubscribe).toHaveBeenCalledTimes(1);
});

test('closing ends a stream that waits', async () => {
  const { watching, unsubscribe } = worldOf();
  const stream = await watching;
  const next = stream.next();
  await stream.return?.();

  expect(await next).toEqual({ done: true, value: undefined });
  expect(unsubscribe).toHaveBeenCalledTimes(1);
});
