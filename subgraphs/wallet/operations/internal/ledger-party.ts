import { z } from 'zod';
import type { Party, SystemParty } from '../../repository/index.ts';
import { idInput } from '../ledger/money-input.ts';

const SYSTEM = /^(?:(FEES|REVENUE|GIFTS|LOSSES|PAYOUT_CLEARING)|ESCROW:([a-z][a-z-]{0,39}))$/;

/** The account of the platform that a text such as `FEES` or `ESCROW:orders` names; null for other texts. */
export function readSystemParty(text: string): SystemParty | null {
  const [, kind, purpose] = SYSTEM.exec(text) ?? [];
  if (purpose !== undefined) return { system: 'ESCROW', name: purpose };
  // as: the pattern lists these kinds.
  return kind === undefined ? null : { system: kind as SystemParty['system'] };
}

/** One party of a movement, as domains name it. */
export const partyInput = z
  .object({ userId: idInput.nullish(), system: z.string().max(60).nullish() })
  .transform(({ userId, system }, context): Party => {
    const platform = system == null ? null : readSystemParty(system);
    if (userId != null && system == null) return { userId };
    if (userId == null && platform !== null) return platform;
    context.addIssue({ code: 'custom', message: 'Name either a person or an account of the platform.' });
    return z.NEVER;
  });
