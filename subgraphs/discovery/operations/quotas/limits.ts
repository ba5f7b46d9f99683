import type { QuotaKind } from '../../repository/quotas.ts';

/** How often a person may do something in a day. */
export const DAILY_LIMITS: Readonly<Record<QuotaKind, number>> = { likes: 100, superlikes: 5, rewinds: 5 };
