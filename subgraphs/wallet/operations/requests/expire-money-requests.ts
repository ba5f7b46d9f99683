import type { WalletContext } from '../../context.ts';

interface Needs extends Pick<WalletContext, 'now'> {
  readonly repository: Pick<WalletContext['repository'], 'expireRequests'>;
}

/** Records the end of requests whose time is over. */
export async function expireMoneyRequests({ repository, now }: Needs, signal: AbortSignal): Promise<void> {
  let isComplete = false;
  while (!isComplete && !signal.aborted) isComplete = await repository.expireRequests(now());
}
