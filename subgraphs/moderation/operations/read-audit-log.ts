import { z } from 'zod';
import { serviceCaller } from '../../../runtime/executor/caller.ts';
import { fault } from '../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ModerationContext } from '../context.ts';

/** Which entries to read; all when nothing is given. */
export interface AuditFilter {
  readonly domain?: string | null | undefined;
  readonly subject?: string | null | undefined;
  readonly actor?: string | null | undefined;
}

const ENTRIES = /* GraphQL */ `
  query AuditEntries($subjectId: ID, $actorId: ID, $first: Int!, $after: String) {
    auditEntries(subjectId: $subjectId, actorId: $actorId, first: $first, after: $after) {
      edges {
        cursor
        node {
          actorId
          scope
          action
          subjectId
          reason
          beforeHash
          afterHash
          requestId
          createdAt
          hash
        }
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`;

const ENTRY = z.object({
  ...{ actorId: z.string(), scope: z.string(), action: z.string(), subjectId: z.string() },
  ...{ reason: z.string().nullable(), beforeHash: z.string().nullable(), afterHash: z.string().nullable() },
  ...{ requestId: z.string().nullable(), createdAt: z.coerce.date(), hash: z.string() },
});
const PAGE = z.object({
  edges: z.array(z.object({ cursor: z.string(), node: ENTRY })),
  pageInfo: z.object({ hasNextPage: z.boolean() }),
});

/** An entry, and where each domain's log stands after it. */
interface MergedEntry {
  readonly cursor: string;
  readonly node: z.infer<typeof ENTRY> & { readonly domain: string };
}

const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 20;
/** The last cursor of each domain's log that the page before has shown. */
const POSITIONS = z.record(z.string().max(50), z.string().max(200));

/**
 * A page of the audit logs of all domains, merged by time, latest first. A domain that is away fails the whole page: a log
 * that leaves out a domain would say that nothing was done there.
 *
 * @throws a fault `FORBIDDEN` for anyone but administrators, `BAD_USER_INPUT` for arguments that are not valid, and
 * `UNAVAILABLE` while a domain is away.
 */
export async function readAuditLog(
  context: Pick<ModerationContext, 'caller' | 'ask' | 'domains'>,
  filter: AuditFilter,
  { first, after }: { readonly first?: number | null | undefined; readonly after?: string | null | undefined },
) {
  viewerOf(context.caller);
  if (!context.caller.scopes.includes('admin')) throw fault('FORBIDDEN', 'This requires the scope `admin`.');
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size < 0 || size > MAX_PAGE_SIZE) throw fault('BAD_USER_INPUT', `A page holds 0 to ${MAX_PAGE_SIZE} items.`);
  const names = context.domains.filter((name) => filter.domain == null || name === filter.domain);
  if (names.length === 0) throw fault('BAD_USER_INPUT', 'There is no domain of this name.');
  const positions = after == null ? {} : decode(after);
  const pages = await Promise.all(names.map((name) => readPage(context, name, filter, size, positions[name])));
  const merged = merge(
    pages.map(({ entries }) => entries),
    positions,
  );
  const edges = merged.slice(0, size);
  return {
    edges,
    pageInfo: {
      hasNextPage: merged.length > size || pages.some(({ hasNextPage }) => hasNextPage),
      hasPreviousPage: after != null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

async function readPage(
  { ask }: Pick<ModerationContext, 'ask'>,
  domain: string,
  { subject = null, actor = null }: AuditFilter,
  size: number,
  after: string | undefined,
): Promise<{ readonly entries: MergedEntry[]; readonly hasNextPage: boolean }> {
  const variables = { subjectId: subject, actorId: actor, first: size, after: after ?? null };
  const answer = await ask(domain, ENTRIES, variables, serviceCaller('moderation'));
  const { edges, pageInfo } = PAGE.parse(answer['auditEntries']);
  const entries = edges.map(({ cursor, node }) => ({ cursor, node: { ...node, domain } }));
  return { entries, hasNextPage: pageInfo.hasNextPage };
}

/** Latest first. Entries of one domain keep their order, whatever its clocks said: a position counts all before it. */
function merge(pages: readonly (readonly MergedEntry[])[], before: z.infer<typeof POSITIONS>): MergedEntry[] {
  const queues = pages.map((entries) => [...entries]).filter((queue) => queue.length > 0);
  const merged: MergedEntry[] = [];
  let positions = before;
  while (queues.length > 0) {
    queues.sort(latestHeadFirst);
    const entry = queues[0]?.shift();
    if (entry === undefined) queues.shift();
    else {
      positions = { ...positions, [entry.node.domain]: entry.cursor };
      merged.push({ cursor: encode(positions), node: entry.node });
    }
  }
  return merged;
}

/** An empty queue comes last. */
const latestHeadFirst = ([one]: readonly MergedEntry[], [other]: readonly MergedEntry[]): number =>
  (other?.node.createdAt.getTime() ?? 0) - (one?.node.createdAt.getTime() ?? 0);

const encode = (positions: z.infer<typeof POSITIONS>): string =>
  Buffer.from(JSON.stringify(positions)).toString('base64url');

function decode(cursor: string): z.infer<typeof POSITIONS> {
  try {
    return POSITIONS.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw fault('BAD_USER_INPUT', 'The cursor is not of this list.');
  }
}
