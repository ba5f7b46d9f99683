import type { GraphQLError } from 'graphql';
import type { Caller } from '../../../runtime/executor/caller.ts';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import type { Admission } from '../../limits/admission.ts';
import type { RequestSlots } from '../../limits/request-slots.ts';

/** Why a request for a domain's route is refused; null when it is not. The limits of `createRunRequest`, in the same order. */
export const refusalOfRoute = async (
  { caller, client }: { readonly caller: Caller; readonly client: ClientInfo },
  slots: RequestSlots,
  admission: Admission,
): Promise<GraphQLError | null> =>
  (await admission.rate(caller, client)) ?? slots.takeLoad() ?? slots.takeStream(client.ip, caller.viewerId);
