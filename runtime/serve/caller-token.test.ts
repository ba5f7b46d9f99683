import { beforeEach, describe, expect, test } from '@jest/globals';
import { ada, keys } from '../../tests/served-world.ts';
import { callerKeySet, createCallerSigner, createCallerVerifier } from './caller-token.ts';

/** The gateway's and the subgraph's clock in seconds, and what only ever grows, in milliseconds. */
let gateway: number;
let subgraph: number;
let elapsedMs: number;
let noted: [string, number][];

const START = 1_900_000_000;
beforeEach(() => {
  [gateway, subgraph, elapsedMs, noted] = [START, START, 0, []];
});

const dateOf = (seconds: number) => new Date(seconds * 1_000);
const openSigner = (key: string = keys.trusted) =>
  createCallerSigner(
    key,
    () => dateOf(gateway),
    () => elapsedMs,
  );
const openVerifier = () =>
  createCallerVerifier(callerKeySet(keys.trusted), 'chat', () => dateOf(subgraph), {
    note: (...words) => void noted.push(words),
  });
const pass = (seconds: number): void => {
  gateway += seconds;
  subgraph += seconds;
  elapsedMs += seconds * 1_000;
};

describe('clocks that are apart', () => {
  test.each([0, 35, 120, -35, -120])('a subgraph that is %d s ahead knows who asks, and goes on knowing', (ahead) => {
    const [signer, verifier] = [openSigner(), openVerifier()];
    subgraph += ahead;
    for (let second = 0; second < 300; second += 5) {
      expect(verifier.verify(signer.sign(ada, 'chat'))).toEqual(ada);
      pass(5);
    }
  });

  test.each([
    [151, -121],
    [4_000, -3_970],
    [-121, 121],
    [-4_000, 4_000],
  ])('a subgraph that is %d s ahead refuses, and says how far its callers are', (ahead, seconds) => {
    const token = openSigner().sign(ada, 'chat');
    subgraph += ahead;
    expect(openVerifier().verify(token)).toBeNull();
    expect(noted).toEqual([['callers', seconds]]);
  });

  test.each([60, 120])('a gateway whose clock is set back by %d s stays accepted', (back) => {
    const [signer, verifier] = [openSigner(), openVerifier()];
    expect(verifier.verify(signer.sign(ada, 'chat'))).toEqual(ada);
    gateway -= back;
    for (let second = 0; second < 300; second += 5) {
      expect(verifier.verify(signer.sign(ada, 'chat'))).toEqual(ada);
      pass(5);
    }
  });

  test('a gateway whose clock is set back makes a new token as soon as before', () => {
    const signer = openSigner();
    const first = signer.sign(ada, 'chat');
    gateway -= 60;
    elapsedMs += 19_999;
    expect(signer.sign(ada, 'chat')).toBe(first);
    elapsedMs += 1;
    expect(signer.sign(ada, 'chat')).not.toBe(first);
  });
});

test('a token ends: it is not accepted for longer than its lifetime and the clock difference', () => {
  const verifier = openVerifier();
  const token = openSigner().sign(ada, 'chat');
  expect(verifier.verify(token)).toEqual(ada);
  subgraph += 149;
  expect(verifier.verify(token)).toEqual(ada);
  subgraph += 2;
  expect(verifier.verify(token)).toBeNull();
});

test('a token with an unknown key does not affect clock differences', () => {
  const token = openSigner(keys.other).sign(ada, 'chat');
  subgraph += 1_000;
  expect(openVerifier().verify(token)).toBeNull();
  expect(noted).toEqual([]);
});
