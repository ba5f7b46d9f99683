import { isSignedQuery, signQuery } from '../../../../runtime/signed-links/signed-query.ts';
import type { AuthContext } from '../../context.ts';
import type { DataExport } from '../../repository/data-exports.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { EXPORT_LINK_TTL_MS } from './export-lifetimes.ts';

type Needs = Pick<AuthContext, 'now' | 'downloadLinks'>;

/** State of an export: expired once its time is over, even before the job has recorded it. */
export const exportStateOf = ({ now }: Pick<Needs, 'now'>, { state, expiresAt }: DataExport): DataExport['state'] =>
  state === 'READY' && expiresAt !== null && expiresAt <= now() ? 'EXPIRED' : state;

/** Signed path and query of the download; null unless the export is ready. */
export function downloadUrlOf({ now, downloadLinks }: Needs, copy: DataExport): string | null {
  if (exportStateOf({ now }, copy) !== 'READY' || copy.expiresAt === null) return null;
  const linkEnds = Math.min(now().getTime() + EXPORT_LINK_TTL_MS, copy.expiresAt.getTime());
  return `/exports/${copy.id}?${signQuery(downloadLinks, copy.id, new Date(linkEnds))}`;
}

/** The export of a download link; null when the link or the export is not valid. */
export async function findDownload(
  { now, downloadLinks, repository }: Needs & { readonly repository: Pick<AuthRepository, 'dataExports'> },
  id: string,
  query: URLSearchParams,
): Promise<DataExport | null> {
  if (!isSignedQuery(downloadLinks, id, query, now())) return null;
  const [found = null] = await repository.dataExports([id]);
  return found !== null && exportStateOf({ now }, found) === 'READY' ? found : null;
}
