import type { MemberRole } from '../repository/index.ts';

const RANK: Readonly<Record<MemberRole, number>> = { OWNER: 2, ADMIN: 1, MEMBER: 0 };

/** Whether one role stands above another. */
export const outranks = (one: MemberRole, other: MemberRole): boolean => RANK[one] > RANK[other];
