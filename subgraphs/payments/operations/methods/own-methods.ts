import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { PaymentsContext } from '../../context.ts';
import type { MethodUse, SavedMethod } from '../../repository/index.ts';

/** Methods of the viewer that can be used with the configured provider, the default one first. */
export async function ownMethods(
  { caller, provider, repository }: Pick<PaymentsContext, 'caller' | 'provider' | 'repository'>,
  use: MethodUse,
): Promise<readonly SavedMethod[]> {
  const ownerId = viewerOf(caller);
  return provider === null ? [] : repository.methodsOf(use, ownerId, provider.name);
}
