import { monotonicMs } from '../fanout/topic.ts';
import { type Follower, type FollowerEvents, follow } from './follower.ts';
import type { FromFollowers, ToFollowers } from './messages.ts';

/** Sockets opened concurrently: the listen backlog of the system is short. */
const OPEN_BATCH_SIZE = 100;

const followers: Follower[] = [];
let returnTo = 0;
/** Which event is waited for, and how many have not got it. */
let awaited = { event: 0, missing: 0 };

process.once('disconnect', () => process.exit());
const send = (message: FromFollowers): void => void process.send?.(message);

const events: FollowerEvents = {
  returnTo: () => returnTo,
  onEvent({ last }) {
    if (last !== awaited.event) return;
    awaited.missing -= 1;
    if (awaited.missing === 0) send({ kind: 'got', event: awaited.event, at: monotonicMs() });
  },
};

process.on('message', (message: ToFollowers) => {
  if (message.kind === 'open') void open(message).then(() => send({ kind: 'opened' }));
  else if (message.kind === 'return-to') {
    returnTo = message.port;
    send({ kind: 'returning' });
  } else if (message.kind === 'await') waitFor(message.event);
  else report();
});

function waitFor(event: number): void {
  awaited = { event, missing: followers.filter(({ last }) => last < event).length };
  if (awaited.missing === 0) send({ kind: 'got', event, at: monotonicMs() });
}

async function open({ port, first, sockets, own, after }: Extract<ToFollowers, { kind: 'open' }>): Promise<void> {
  for (let opened = 0; opened < sockets; opened += OPEN_BATCH_SIZE) {
    const batch = Array.from({ length: Math.min(OPEN_BATCH_SIZE, sockets - opened) }, (_, index) => {
      const number = first + opened + index;
      const follower: Follower = {
        id: `operation-${String(number).padStart(6, '0')}`,
        product: own ? `product-${number}` : null,
        last: after,
        lost: 0,
        twice: 0,
        closedAt: null,
        away: null,
        attempts: 0,
      };
      followers.push(follower);
      return follow(follower, port, events);
    });
    await Promise.all(batch);
  }
}

function report(): void {
  const closed = followers.flatMap(({ closedAt }) => closedAt ?? []);
  const away = followers.flatMap((follower) => follower.away ?? []);
  const backAt = followers.map((follower) => (follower.closedAt ?? 0) + (follower.away ?? 0));
  send({
    kind: 'reported',
    lost: sum(followers.map(({ lost }) => lost)),
    twice: sum(followers.map(({ twice }) => twice)),
    closedFrom: closed.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY),
    closedTo: closed.reduce((most, at) => Math.max(most, at), 0),
    backAt: backAt.reduce((most, at) => Math.max(most, at), 0),
    away,
    attempts: sum(followers.map(({ attempts }) => attempts)),
  });
}

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
