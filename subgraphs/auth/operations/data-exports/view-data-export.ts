import type { AuthContext } from '../../context.ts';
import type { DataExport } from '../../repository/data-exports.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { EXPORT_LINK_TTL_MS } from './export-lifetimes.ts';

/** The part of the context that viewing needs. */
type Needs = Pick<AuthContext, 'now' | 'downloadLinks'>;

/** How far a copy has come: one that was kept long enough is over, whether or not that has been noted. */
export const exportStateOf = ({ now }: Pick<Needs, 'now'>, { state, expiresAt }: DataExport): DataExport['state'] =>
  state === 'READY' && expiresAt !== null && expiresAt <= now() ? 'EXPIRED' : state;

/** Path and query at which a copy can be downloaded for a while; null unless it is ready. */
export function downloadUrlOf({ now, downloadLinks }: Needs, copy: DataExport): string | null {
  if (exportStateOf({ now }, copy) !== 'READY' || copy.expiresAt === null) return null;
  const linkEnds = Math.min(now().getTime() + EXPORT_LINK_TTL_MS, copy.expiresAt.getTime());
  return `/exports/${copy.id}?${downloadLinks.sign(copy.id, new Date(linkEnds))}`;
}

/** The copy that a link leads to; null, whatever is wrong with the link or the copy. */
export async function findDownload(
  { now, downloadLinks, repository }: Needs & { readonly repository: Pick<AuthRepository, 'dataExports'> },
  id: string,
  query: URLSearchParams,
): Promise<DataExport | null> {
  if (!downloadLinks.isValid(id, query, now())) return null;
  const [found = null] = await repository.dataExports([id]);
  return found !== null && exportStateOf({ now }, found) === 'READY' ? found : null;
}
