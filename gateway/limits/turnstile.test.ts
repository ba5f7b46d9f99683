import { expect, test } from '@jest/globals';
import { createTurnstile } from './turnstile.ts';

/** A turnstile at a process that is as busy as the test says; `step` lets it look. */
function open() {
  const steps: (() => void)[] = [];
  const told = { share: 0, now: 0 };
  const turnstile = createTurnstile({
    busyShare: () => told.share,
    clock: () => told.now,
    soon: (call) => void steps.push(call),
  });
  const entered: number[] = [];
  let asked = 0;
  return {
    turnstile,
    entered,
    step(share: number, times = 1): void {
      told.share = share;
      for (let n = 0; n < times; n++) for (const call of steps.splice(0)) call();
    },
    pass(ms: number): void {
      told.now += ms;
    },
    /** Asks for somebody; they are noted once they are in. */
    async ask(count: number): Promise<void> {
      for (let n = 0; n < count; n++) {
        const who = ++asked;
        const turn = turnstile.enter();
        if (turn === null) entered.push(who);
        else void turn.then(() => entered.push(who));
      }
      await settled();
    },
    isLooking: () => steps.length > 0,
  };
}

/** Lets promises that are fulfilled say so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a few are let in at once, the others as soon as it shows that there is time', async () => {
  const { entered, ask, step } = open();
  await ask(50);
  expect(entered).toEqual([1, 2, 3]);

  step(0.5, 10);
  await settled();

  expect(entered).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
});

test('a process that had time lets in as many as then until it is busy', async () => {
  const { turnstile, entered, ask, step } = open();
  await ask(50);
  step(0.5, 10);
  await settled();
  for (let n = 0; n < 50; n++) turnstile.leave();
  step(0.5);

  await ask(50);

  expect(entered.length).toBe(100);
});

test('a busy one lets nobody in before hardly anybody is inside, and then in order', async () => {
  const { turnstile, entered, ask, step } = open();
  await ask(50);
  step(0.5, 10);
  step(1, 40);
  await ask(4);
  expect(entered.length).toBe(50);

  for (let n = 0; n < 47; n++) turnstile.leave();
  await settled();
  expect(entered.length).toBe(50);

  turnstile.leave();
  turnstile.leave();
  await settled();
  expect(entered.slice(50)).toEqual([51, 52]);
});

test('one that is neither lets in as many as before', async () => {
  const { turnstile, entered, ask, step } = open();
  await ask(4);

  step(0.9, 20);
  await settled();
  expect(entered.length).toBe(3);

  turnstile.leave();
  await settled();
  expect(entered.length).toBe(4);
});

test('nobody waits longer than a quarter of a second, whatever keeps the process busy', async () => {
  const { entered, ask, step, pass } = open();
  await ask(4);
  pass(100);
  await ask(1);

  pass(160);
  step(1);
  await settled();

  expect(entered).toEqual([1, 2, 3, 4]);
});

test('it looks only while some are inside', async () => {
  const { turnstile, ask, step, isLooking } = open();
  await ask(3);
  expect(isLooking()).toBe(true);

  for (let n = 0; n < 3; n++) turnstile.leave();
  step(1);

  expect(isLooking()).toBe(false);
});
