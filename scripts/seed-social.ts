import { z } from 'zod';
import type { MoneySeed } from './seed-money.ts';
import { FOLLOWED_TAGS, FOLLOWS, POSTS } from './social-world.ts';

/** Runs operations as people of the demo world. */
export type SocialSeed = Pick<MoneySeed, 'run' | 'as' | 'retry'>;

const ERRORS = 'errors { ... on UserError { message } }';
const FOLLOW = `mutation Follow($input: FollowUserInput!) { followUser(input: $input) { ${ERRORS} } }`;
const FOLLOW_TAG = `mutation FollowTag($input: FollowTagInput!) { followTag(input: $input) { ${ERRORS} } }`;
const WRITE = `mutation Write($input: CreatePostInput!) { createPost(input: $input) {
  post { id poll { options { id } } } ${ERRORS} } }`;
const LIKE = `mutation Like($input: LikePostInput!) { likePost(input: $input) { ${ERRORS} } }`;
const VOTE = `mutation Vote($input: VotePollInput!) { votePoll(input: $input) { ${ERRORS} } }`;
const REPOST = `mutation Repost($input: RepostInput!) { repost(input: $input) { ${ERRORS} } }`;
const COMMENT = `mutation Comment($input: AddCommentInput!) { addComment(input: $input) { comment { id } ${ERRORS} } }`;
const LIKE_COMMENT = `mutation Like($input: LikeCommentInput!) { likeComment(input: $input) { ${ERRORS} } }`;

const POST = z.object({
  id: z.string(),
  poll: z.object({ options: z.array(z.object({ id: z.string() })) }).nullable(),
});
const ADDED = z.object({ id: z.string() });

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;

type Post = (typeof POSTS)[number];

/** Has people follow each other and write posts, which others like, comment on, quote, repost and vote in. */
export async function seedSocial(seed: SocialSeed): Promise<void> {
  const { run, as, retry } = seed;
  await Promise.all(
    Object.entries(FOLLOWS).map(async ([nickname, followed]) => {
      for (const other of followed) await retry(() => run(FOLLOW, { userId: as(other).viewerId }, as(nickname)));
    }),
  );
  for (const [nickname, name] of FOLLOWED_TAGS) await run(FOLLOW_TAG, { name }, as(nickname));
  const ids = new Map<string, string>();
  for (const post of POSTS) ids.set(post.name, await publish(seed, post, ids));
}

/** Publishes a post with all that others made of it; returns its id. */
async function publish({ run, as }: SocialSeed, post: Post, ids: ReadonlyMap<string, string>): Promise<string> {
  const { name, author, text, visibility = 'PUBLIC', contentWarning = null, quotes, poll } = post;
  const { likedBy = [], repostedBy = [], votes = [] } = post;
  const closesAt = new Date(Date.now() + WEEK_MS).toISOString();
  const written = await run(
    WRITE,
    {
      ...{ text, visibility, contentWarning, idempotencyKey: name },
      quotedPostId: quotes === undefined ? null : (ids.get(quotes) ?? null),
      poll: poll === undefined ? null : { options: poll, closesAt },
    },
    as(author),
  );
  const { id: postId, poll: opened } = POST.parse(written['post']);
  for (const who of likedBy) await run(LIKE, { postId }, as(who));
  for (const who of repostedBy) await run(REPOST, { postId }, as(who));
  for (const [who, nth] of votes) await run(VOTE, { postId, optionIds: [opened?.options[nth]?.id] }, as(who));
  await comment({ run, as }, post, postId);
  return postId;
}

async function comment({ run, as }: Pick<SocialSeed, 'run' | 'as'>, { comments = [] }: Post, postId: string) {
  const commentIds: string[] = [];
  for (const { author, text, answers, likedBy = [] } of comments) {
    const parentId = answers === undefined ? null : (commentIds[answers] ?? null);
    const added = await run(COMMENT, { postId, text, parentId }, as(author));
    const { id: commentId } = ADDED.parse(added['comment']);
    commentIds.push(commentId);
    for (const who of likedBy) await run(LIKE_COMMENT, { commentId }, as(who));
  }
}
