import { fault } from '../../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { StatementRequest } from './statement-links.ts';

/** An address and when it stops working. */
interface OfferedStatement {
  readonly url: string;
  readonly expiresAt: Date;
}

/** Whoever has the address may read the file. */
const LINK_MS = 10 * 60_000;
const MAX_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * An address of a statement of an account of the viewer; null when it is not theirs.
 *
 * @throws a fault `BAD_USER_INPUT` for a period that is empty or longer than 366 days.
 */
export async function offerStatement(
  {
    caller,
    accounts,
    now,
    settings,
    statementLinks,
  }: Pick<WalletContext, 'caller' | 'accounts' | 'now' | 'settings' | 'statementLinks'>,
  request: StatementRequest,
): Promise<OfferedStatement | null> {
  const viewerId = viewerOf(caller);
  const lengthMs = request.to.getTime() - request.from.getTime();
  if (lengthMs <= 0 || lengthMs > MAX_DAYS * DAY_MS)
    throw fault('BAD_USER_INPUT', `A period has an end after its begin, and at most ${MAX_DAYS} days.`);
  const account = await accounts.load(request.accountId);
  if (account?.ownerId !== viewerId) return null;
  // A link says whole seconds.
  const expiresAt = new Date(Math.floor((now().getTime() + LINK_MS) / 1_000) * 1_000);
  return { url: new URL(statementLinks.sign(request, expiresAt), settings.publicUrl).href, expiresAt };
}
