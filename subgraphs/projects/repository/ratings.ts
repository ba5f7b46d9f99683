import type { Sql } from '../../../runtime/database/database.ts';

/** How people have rated somebody in one role. */
export interface UserRating {
  /** From 1 to 5, rounded to two decimal places. */
  readonly average: number;
  readonly count: number;
}

/** Ratings that are shown, added up. */
export const createRatingStore = (db: Sql) => ({
  /** In the order of the people; null before the first rating. */
  async ratings(role: 'CLIENT' | 'FREELANCER', userIds: readonly string[]): Promise<(UserRating | null)[]> {
    const rows = await db.$queryRaw<(UserRating & { readonly userId: string })[]>`
      SELECT user_id AS "userId", count, round(total::numeric / count, 2)::float8 AS average FROM user_rating
      WHERE role = ${role} AND user_id = ANY (${[...userIds]}::text[]) AND count > 0`;
    const found = new Map(rows.map(({ userId, ...rating }) => [userId, rating]));
    return userIds.map((id) => found.get(id) ?? null);
  },
});
