import type { Caller } from '../runtime/executor/caller.ts';
import type { DomainWorld } from './domain-world.ts';

/** The caller of a person's latest session in auth, whose proof stays fresh however far a test moves its clock. */
export async function provenAs(world: Pick<DomainWorld, 'sql' | 'as'>, userId: string): Promise<Caller> {
  const [session] = await world.sql.$queryRaw<{ id: string }[]>`
    UPDATE session SET expires_at = '2100-01-01', proven_at = '2100-01-01'
    WHERE id = (SELECT max(id) FROM session WHERE user_id = ${userId}) RETURNING id`;
  if (session === undefined) throw new Error(`${userId} has no session`);
  return world.as(userId, { sessionId: session.id });
}
