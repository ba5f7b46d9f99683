import { z } from 'zod';
import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { AuthContext } from '../../context.ts';
import type { DataExport } from '../../repository/data-exports.ts';
import type { AuthRepository } from '../../repository/index.ts';
import { type QueueNeeds, queueMessage } from '../messages/queue-message.ts';
import { EXPORT_TTL_MS } from './export-lifetimes.ts';
import { type EXPORT_PART, partName, type WriteNeeds, writeDataExport } from './write-data-export.ts';

export interface CollectNeeds
  extends QueueNeeds,
    Pick<WriteNeeds, 'exportBox'>,
    Pick<AuthContext, 'ask' | 'signals' | 'channels'> {
  readonly repository: Pick<
    AuthRepository,
    | 'takeDataExport'
    | 'advanceDataExport'
    | 'postponeDataExport'
    | 'settleDataExport'
    | 'exportParts'
    | 'accounts'
    | 'transaction'
  >;
  /** Called for every failure; `isFinal` when the export is not retried any more. */
  readonly report: (copy: DataExport, isFinal: boolean, error: unknown) => void;
}

const SECOND_MS = 1_000;
const MIN_RETRY_DELAY_MS = SECOND_MS;
const MAX_RETRY_DELAY_MS = 60 * SECOND_MS;

/** Consecutive failures: about an hour in total, with delays of 1, 2, 4 … 32 s and then a minute each. */
const MAX_ATTEMPTS = 65;

/** Longer than a step can take. When a process dies, another one continues the export after this time. */
const LEASE_MS = 5 * SECOND_MS;

/** Upper bound on an export, to protect the database and the client. */
const MAX_BYTES = 1024 ** 3;

const PERSONAL_DATA_QUERY = /* GraphQL */ `
  query PersonalData($userId: ID!, $after: String) {
    personalData(userId: $userId, after: $after) {
      collection
      records
      next
    }
  }
`;
const PERSONAL_DATA_RESPONSE = z.object({
  personalData: z
    .object({ collection: z.string(), records: z.array(z.string()), next: z.string().nullable() })
    .nullable(),
});

/**
 * Advances the export that has waited longest by one step: fetches one page from a domain, or completes the export. Returns
 * false when none is due. Each step is committed before the next one, so nothing is lost or collected twice when the process
 * dies. An unavailable domain is retried with increasing delays for an hour.
 */
export async function collectDataExports(needs: CollectNeeds): Promise<boolean> {
  const { repository, now, report } = needs;
  const copy = await repository.takeDataExport(now(), new Date(now().getTime() + LEASE_MS));
  if (copy === null) return false;
  try {
    await (copy.domains.length === 0 ? finish(needs, copy) : collectPage(needs, copy));
  } catch (error) {
    const isFinal = copy.attempts + 1 >= MAX_ATTEMPTS || error instanceof ExportTooLargeError;
    report(copy, isFinal, error);
    if (isFinal) await repository.settleDataExport(copy.id, FAILED);
    else await repository.postponeDataExport(copy.id, new Date(now().getTime() + retryDelayMs(copy.attempts)));
  }
  return true;
}

const FAILED = { state: 'FAILED', readyAt: null, expiresAt: null, byteSize: 0 } as const;

class ExportTooLargeError extends Error {}

const retryDelayMs = (attempts: number): number => Math.min(MIN_RETRY_DELAY_MS * 2 ** attempts, MAX_RETRY_DELAY_MS);

async function collectPage({ ask, exportBox, repository, now }: CollectNeeds, copy: DataExport): Promise<void> {
  const [domain = '', ...others] = copy.domains;
  const variables = { userId: copy.userId, after: copy.cursor };
  const { personalData: page } = PERSONAL_DATA_RESPONSE.parse(
    await ask(domain, PERSONAL_DATA_QUERY, variables, serviceCaller('auth')),
  );
  const next = page?.next ?? null;
  const part: z.infer<typeof EXPORT_PART> = {
    domain,
    collection: page?.collection ?? null,
    records: page?.records ?? [],
  };
  const bytes = Buffer.from(JSON.stringify(part));
  if (copy.byteSize + bytes.length > MAX_BYTES) throw new ExportTooLargeError(`more than ${MAX_BYTES} bytes`);
  const sealed = exportBox.seal(partName(copy.id, copy.parts), bytes);
  const domains = next === null ? others : copy.domains;
  await repository.advanceDataExport(copy, { domains, cursor: next, sealed, byteSize: bytes.length }, now());
}

async function finish(needs: CollectNeeds, copy: DataExport): Promise<void> {
  const { repository, channels, signals, now } = needs;
  const readyAt = now();
  let byteSize = 0;
  // Written once to measure its size, and to notice an unreadable part now rather than during the download.
  for await (const piece of writeDataExport(needs, copy, readyAt)) byteSize += Buffer.byteLength(piece);
  const expiresAt = new Date(readyAt.getTime() + EXPORT_TTL_MS);
  const [account] = await repository.accounts([copy.userId]);
  const to = account?.emailVerifiedAt == null ? null : account.email;
  await repository.transaction(async (store) => {
    const isOurs = await store.settleDataExport(copy.id, { state: 'READY', readyAt, expiresAt, byteSize });
    if (!isOurs || to === null || !channels.canSend('EMAIL')) return;
    const content = { template: 'DATA_EXPORT_READY', to: { kind: 'EMAIL', value: to }, secret: '' } as const;
    await queueMessage(needs, store, content, expiresAt);
  });
  await notifyWork(signals, 'auth');
}
