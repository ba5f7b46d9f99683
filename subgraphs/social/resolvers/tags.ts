import { fault } from '../../../runtime/executor/faults.ts';
import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import { mapNodes } from '../../../runtime/operations/map-nodes.ts';
import { payloadOf } from '../../../runtime/operations/result.ts';
import { isText } from '../../../runtime/text/is-text.ts';
import { tagKey } from '../../../runtime/text/written-names.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { MAX_QUERY_LENGTH, type SearchHit, searchPosts } from '../operations/search/search-posts.ts';
import { followTag } from '../operations/tags/follow-tag.ts';
import { unfollowTag } from '../operations/tags/unfollow-tag.ts';

const HITS = createPaging({
  name: 'searchPosts',
  key: [cursorPart.integer, cursorPart.bigint],
  keyOf: ({ position }: SearchHit) => position,
});

const tagOf = (name: string) => ({ name });

export const tagQueries: QueryResolvers = {
  tag(_, { name }) {
    const key = tagKey(name);
    return key === null ? null : tagOf(key);
  },
  async trendingTags(_, { window, first }, { trends }) {
    if (first < 0 || first > 100) throw fault('BAD_USER_INPUT', 'A page holds 0 to 100 items.');
    return (await trends.tags(window)).slice(0, first);
  },
  async searchPosts(_, { query, filter, ...page }, context) {
    const words = query.normalize('NFC').trim();
    const length = [...words].length;
    if (!isText(words) || length < 1 || length > MAX_QUERY_LENGTH)
      throw fault('BAD_USER_INPUT', `A query has 1 to ${MAX_QUERY_LENGTH} characters.`);
    const { authorId = null, hasMedia = null, language = null, from = null, to = null } = filter ?? {};
    const tag = filter?.tag == null ? null : (tagKey(filter.tag) ?? '');
    const rules = { authorId, tag, hasMedia, language, from, to };
    const found = await HITS.read(page, (request) => searchPosts(context, words, rules, request));
    return mapNodes(found, ({ post }) => post);
  },
};

export const tagMutations: MutationResolvers = {
  async followTag(_, { input }, context) {
    const { tag, errors } = payloadOf('tag', await followTag(context, input));
    return { tag: tag === null ? null : tagOf(tag), errors };
  },
  async unfollowTag(_, { input }, context) {
    const { tag, errors } = payloadOf('tag', await unfollowTag(context, input));
    return { tag: tag === null ? null : tagOf(tag), errors };
  },
};

export const tagEntities: Pick<Resolvers, 'Tag' | 'TrendingTag'> = {
  Tag: {
    postCount: ({ name }, _, { tagCounts }) => tagCounts.load(name),
    posts: ({ name }, page, { taggedPosts }) => taggedPosts.load(name, page),
    isFollowed: ({ name }, _, { caller, tagsFollowed }) => caller.viewerId !== null && tagsFollowed.load(name),
  },
  TrendingTag: { tag: ({ tag }) => tagOf(tag) },
};
