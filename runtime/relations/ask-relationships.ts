import { z } from 'zod';
import { serviceCaller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';
import type { CallDomain } from '../subgraph/host.ts';

/** Most people that friends answers for at a time. */
const MAX_OTHERS = 1_000;

const DOCUMENT = `query Relationships($userId: ID!, $otherIds: [ID!]!) {
  relationships(userId: $userId, otherIds: $otherIds) { areFriends blocked }
}`;

const ANSWER = z.object({ relationships: z.array(z.object({ areFriends: z.boolean(), blocked: z.boolean() })) });

/**
 * Asks friends, on behalf of the domain `service`, how a person stands with others, in the order of the others.
 *
 * @throws a fault `UNAVAILABLE` when friends cannot be asked, or answers something else.
 */
export function createRelationshipLookup(ask: CallDomain, service: string) {
  const askOnce = async (userId: string, otherIds: readonly string[]) => {
    const data = await ask('friends', DOCUMENT, { userId, otherIds }, serviceCaller(service));
    const answer = ANSWER.safeParse(data);
    if (answer.success && answer.data.relationships.length === otherIds.length) return answer.data.relationships;
    throw fault('UNAVAILABLE', 'How people stand to each other cannot be read right now.');
  };
  return async (userId: string, otherIds: readonly string[]) => {
    const starts = Array.from({ length: Math.ceil(otherIds.length / MAX_OTHERS) }, (_, nth) => nth * MAX_OTHERS);
    return (await Promise.all(starts.map((at) => askOnce(userId, otherIds.slice(at, at + MAX_OTHERS))))).flat();
  };
}
