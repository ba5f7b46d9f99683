import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import type { ProjectsContext } from '../../context.ts';
import type { ContractDispute } from '../../repository/index.ts';
import { requireFinance } from './require-finance.ts';

const PAGING = createPaging({
  name: 'projects.disputes',
  key: [cursorPart.text],
  keyOf: ({ id }: Pick<ContractDispute, 'id'>) => [id],
});

interface Needs extends Pick<ProjectsContext, 'caller'> {
  readonly repository: Pick<ProjectsContext['repository'], 'listDisputes'>;
}

/**
 * A page of disputes, oldest first: for finance.
 *
 * @throws a fault `FORBIDDEN` for others, `BAD_USER_INPUT` for a page that cannot be.
 */
export async function listDisputes(
  { caller, repository }: Needs,
  { state = null, ...page }: PageArguments & { readonly state?: ContractDispute['state'] | null | undefined },
): Promise<Connection<ContractDispute>> {
  requireFinance(caller);
  return PAGING.read(page, async (request) => repository.listDisputes(state, request));
}
