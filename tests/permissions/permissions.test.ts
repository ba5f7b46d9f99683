import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { post } from '../client.ts';
import { freshDatabase } from '../engines.ts';
import { type RunningSystem, startSystem } from '../running-system.ts';
import { coordinates } from './coordinates.ts';
import { hearOnce } from './hear-once.ts';
import { openPeople, type People } from './people.ts';
import { OWNERS, type Owner, VIEWERS, type Viewer } from './rule.ts';
import { type DomainWays, expectation, type Look, type WayIn } from './way-in.ts';
import { waysOfAuth } from './ways-of-auth.ts';
import { waysOfChat } from './ways-of-chat.ts';
import { waysOfCommerce } from './ways-of-commerce.ts';
import { waysOfDiscovery } from './ways-of-discovery.ts';
import { waysOfFriends } from './ways-of-friends.ts';
import { waysOfMedia } from './ways-of-media.ts';
import { waysOfModeration } from './ways-of-moderation.ts';
import { waysOfNotifications } from './ways-of-notifications.ts';
import { waysOfPayments } from './ways-of-payments.ts';
import { waysOfProfile } from './ways-of-profile.ts';
import { waysOfProjects } from './ways-of-projects.ts';
import { waysOfResume } from './ways-of-resume.ts';
import { waysOfSocial } from './ways-of-social.ts';
import { waysOfStreaming } from './ways-of-streaming.ts';
import { waysOfWallet } from './ways-of-wallet.ts';

// Who may see whom, in every way there is: each viewer looks at each owner in each way in. A domain adds a file of ways in.

const DOMAINS: readonly DomainWays[] = [
  waysOfAuth,
  waysOfProfile,
  waysOfFriends,
  waysOfChat,
  waysOfStreaming,
  waysOfNotifications,
  waysOfMedia,
  waysOfModeration,
  waysOfPayments,
  waysOfWallet,
  waysOfDiscovery,
  waysOfSocial,
  waysOfResume,
  waysOfProjects,
  waysOfCommerce,
];
const WAYS = DOMAINS.flatMap(({ ways }) => ways);

let system: RunningSystem;
let people: People;

beforeAll(async () => {
  // Where every position of a domain moves, so that it can be seen when all events are handled.
  system = await startSystem('embedded', { LIMITS: 'off' }, freshDatabase);
  people = await openPeople(system);
});
afterAll(async () => {
  await people?.close();
  await system?.close();
});

/** The access token of a viewer; none for a visitor. */
function tokenOf(viewer: Viewer, owner: Owner): string | undefined {
  if (viewer === 'visitor') return undefined;
  return (viewer === 'self' ? people.owners[owner].person : people.viewers[viewer]).accessToken;
}

function lookOf(viewer: Viewer, owner: Owner): Look {
  const of = people.owners[owner];
  const token = tokenOf(viewer, owner);
  const given = (variables = {}) => ({ id: of.person.id, nickname: of.person.nickname, ...variables });
  return {
    ...{ viewer, owner, of },
    hub: { id: people.hub.id, streamId: people.hub.streamId, postId: people.hub.postId },
    ask: async (query, variables) => (await post(system.url, query, given(variables), token)).body.data ?? {},
    hear: async (query, variables, until) =>
      (await hearOnce(system.url, { query, variables: given(variables) }, token, until)).data ?? {},
    async fetch(address) {
      const { pathname, search } = new URL(address);
      const response = await fetch(new URL(`${pathname}${search}`, system.url));
      return response.ok ? response.text() : '';
    },
    refusal: async (query, variables) =>
      (await hearOnce(system.url, { query, variables: given(variables) }, token)).errors?.[0]?.extensions?.['code'] ??
      null,
  };
}

const CELLS = VIEWERS.flatMap((viewer) => OWNERS.map((owner) => ({ viewer, owner })));

/** Cells of a way in that are not as the rule says, in words. */
async function violations(way: WayIn): Promise<string[]> {
  const found = await Promise.all(
    CELLS.map(async ({ viewer, owner }) => {
      const isSeen = await way.look(lookOf(viewer, owner));
      if (isSeen === expectation(way, viewer, owner)) return [];
      return [`${viewer} ${isSeen ? 'sees' : 'does not see'} ${owner}`];
    }),
  );
  return found.flat();
}

describe('who may see whom', () => {
  test.each(WAYS.map((way) => [way.name, way] as const))('%s', async (_, way) => {
    expect(await violations(way)).toEqual([]);
  });

  test('a block changes no count', async () => {
    const query = 'query ($hub: ID!) { user(id: $hub) { friends(first: 1) { totalCount } } }';
    const counts = await Promise.all(
      (['stranger', 'friend', 'blocked', 'blocker', 'moderator'] as const).map(async (viewer) => {
        const { user } = await lookOf(viewer, 'PUBLIC').ask(query, { hub: people.hub.id });
        return user.friends.totalCount;
      }),
    );
    // Everybody who is registered but the administrator and the one who deleted their account.
    expect(new Set(counts)).toEqual(new Set([OWNERS.length - 1 + Object.keys(people.viewers).length]));
  });
});

test('everything that could show a person is in the table', async () => {
  const listed = new Set([
    ...WAYS.flatMap(({ covers }) => covers),
    ...DOMAINS.flatMap(({ harmless }) => Object.keys(harmless)),
  ]);
  const there = await coordinates();
  expect(there.filter((coordinate) => !listed.has(coordinate))).toEqual([]);
  expect([...listed].filter((coordinate) => !there.includes(coordinate))).toEqual([]);
});
