import { type Connection, createPaging, type PageArguments } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { text } from '../../../runtime/operations/parse-input.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChatContext } from '../context.ts';
import type { FoundMessage, Message } from '../repository/index.ts';
import { type ExcerptPart, excerptOf } from './excerpt-of.ts';
import { partsOf } from './text-runs.ts';

/** Longest query, in Unicode code points. */
export const MAX_QUERY_LENGTH = 200;

const QUERY = text('A query', { max: MAX_QUERY_LENGTH });
const FOUND = createPaging({
  name: 'found-messages',
  key: [cursorPart.milliseconds, cursorPart.text, cursorPart.bigint],
  keyOf: ({ message }: FoundMessage) => [message.sentAt.getTime(), message.conversationId, message.sequence],
});

/** What to search for, and which page of it. */
interface SearchArguments extends Pick<PageArguments, 'first' | 'after'> {
  readonly query: string;
  readonly conversationId?: string | null | undefined;
}

interface Needs extends Pick<ChatContext, 'caller'> {
  readonly repository: Pick<ChatContext['repository'], 'searchMessages'>;
}

/** A page of messages that were found, each with what of it was meant. */
export interface FoundPage extends Pick<Connection<Message>, 'pageInfo'> {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: Message;
    readonly excerpt: readonly ExcerptPart[];
  }[];
}

/**
 * Messages that answer a query, newest first, where the viewer may read. A query that is no text, too long, or without a
 * word finds nothing, as does a conversation that is not theirs to read.
 */
export async function searchMessages(
  { caller, repository }: Needs,
  { query: raw, conversationId = null, first, after }: SearchArguments,
): Promise<FoundPage> {
  const viewerId = viewerOf(caller);
  const query = QUERY.safeParse(raw);
  const { edges, pageInfo } = await FOUND.read({ first, after }, async ({ from, limit }) =>
    query.success ? repository.searchMessages({ viewerId, query: query.data, conversationId, from, limit }) : [],
  );
  const parts = query.success ? partsOf(query.data) : [];
  return {
    pageInfo,
    edges: edges.map(({ cursor, node: { message, words } }) => ({
      cursor,
      node: message,
      excerpt: excerptOf(message.text, words, parts),
    })),
  };
}
