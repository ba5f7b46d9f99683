import type { Audience, Owner, Viewer } from './rule.ts';
import { type DomainWays, mentions, type WayIn } from './way-in.ts';

/** Those for whom the post with the tag is. */
const postAudience = (owner: Owner): Audience => {
  if (owner === 'FRIENDS' || owner === 'HIDDEN') return 'FRIENDS';
  return owner === 'PRIVATE' ? 'FOLLOWERS' : 'EVERYBODY';
};

/** Of a private account followers alone read the lists of people. */
const listAudience = (owner: Owner): Audience => (owner === 'PRIVATE' ? 'FOLLOWERS' : 'EVERYBODY');

const OTHERS: readonly Viewer[] = ['friend', 'blocked', 'blocker'];

/** A way to a word of the owner by a query. */
const toWord = (
  name: string,
  covers: readonly string[],
  query: string,
  { audience = postAudience, ...more }: Partial<WayIn> = {},
): WayIn => ({
  ...{ name, covers, audience },
  look: async ({ ask, of, hub }) =>
    mentions(
      await ask(query, {
        ...{ postId: of.postId, followersPostId: of.followersPostId, commentId: of.commentId, naming: of.namingPostId },
        ...{ hub: hub.id, hubPostId: hub.postId, word: of.word, tag: `#${of.word}` },
      }),
      of.word,
    ),
  ...more,
});

/** A way to the owner's id by a query. */
const toPerson = (name: string, covers: readonly string[], query: string, more: Partial<WayIn>): WayIn => ({
  ...toWord(name, covers, query, more),
  look: async ({ ask, of, hub }) =>
    mentions(await ask(query, { hub: hub.id, hubPostId: hub.postId, naming: of.namingPostId }), of.person.id),
});

const TEXTS = 'edges { node { text } }';
const IDS = 'edges { node { id } }';

/** Ways in of the social domain. */
export const waysOfSocial: DomainWays = {
  ways: [
    toWord(
      'a post by its id',
      ['Query.post', '@Post'],
      'query ($postId: ID!) { post(id: $postId) { text author { id } } }',
    ),
    toWord(
      'a post for followers by its id',
      ['Query.post'],
      'query ($followersPostId: ID!) { post(id: $followersPostId) { text } }',
      { audience: 'FOLLOWERS' },
    ),
    {
      name: 'the author of a post',
      covers: ['Post.author'],
      audience: postAudience,
      look: async ({ ask, of }) =>
        mentions(
          await ask('query ($postId: ID!) { post(id: $postId) { author { id } } }', { postId: of.postId }),
          of.person.id,
        ),
    },
    toWord('posts of an author', ['Query.posts'], `query ($id: ID!) { posts(authorId: $id) { ${TEXTS} } }`, {
      audience: (owner) => postAudience(owner),
      exceptions: [
        { viewers: ['follower'], owners: ['FRIENDS', 'HIDDEN'], isSeen: true, reason: 'the post for followers' },
      ],
    }),
    toWord('posts with a tag', ['Query.posts'], `query ($tag: String!) { posts(tag: $tag) { ${TEXTS} } }`),
    toWord('the posts of a tag', ['Query.tag'], `query ($tag: String!) { tag(name: $tag) { posts { ${TEXTS} } } }`),
    toWord(
      'posts that have a word',
      ['Query.searchPosts'],
      `query ($word: String!) { searchPosts(query: $word) { ${TEXTS} } }`,
      {
        exceptions: [
          { viewers: ['follower'], owners: ['FRIENDS', 'HIDDEN'], isSeen: true, reason: 'the post for followers' },
        ],
      },
    ),
    toWord(
      'posts that have a tag and a beginning of a word',
      ['Query.searchPosts'],
      `query ($word: String!, $tag: String!) { searchPosts(query: $word, filter: { tag: $tag }) { ${TEXTS} } }`,
    ),
    toWord('the posts of a user', ['User.posts'], `query ($id: ID!) { user(id: $id) { posts { ${TEXTS} } } }`, {
      exceptions: [
        { viewers: ['follower'], owners: ['FRIENDS', 'HIDDEN'], isSeen: true, reason: 'the post for followers' },
      ],
    }),
    toWord(
      'what a user has pinned',
      ['User.pinnedPosts'],
      'query ($id: ID!) { user(id: $id) { pinnedPosts { text } } }',
    ),
    toWord('what the viewer has bookmarked', ['Query.bookmarks'], `{ bookmarks(first: 100) { ${TEXTS} } }`, {
      reaches: OTHERS,
      exceptions: [{ owners: ['PRIVATE'], isSeen: false, reason: 'nobody of these has bookmarked it' }],
    }),
    toWord(
      'a comment by its id',
      ['Query.comment', '@Comment'],
      'query ($commentId: ID!) { comment(id: $commentId) { text } }',
      { audience: 'EVERYBODY' },
    ),
    toWord(
      'the comments on a post',
      ['Query.post'],
      `query ($hubPostId: ID!) { post(id: $hubPostId) { comments(first: 100) { ${TEXTS} } } }`,
      { audience: 'EVERYBODY' },
    ),
    toPerson(
      'the author of a comment',
      ['Comment.author'],
      'query ($hubPostId: ID!) { post(id: $hubPostId) { comments(first: 100) { edges { node { author { id } } } } } }',
      { audience: 'EVERYBODY' },
    ),
    toPerson(
      'who likes a post',
      ['Post.likers'],
      `query ($hubPostId: ID!) { post(id: $hubPostId) { likers(first: 100) { ${IDS} } } }`,
      { audience: 'EVERYBODY' },
    ),
    toPerson('whom a post names', ['Post.mentions'], 'query ($naming: ID!) { post(id: $naming) { mentions { id } } }', {
      audience: 'EVERYBODY',
      exceptions: [{ owners: ['HIDDEN'], isSeen: false, reason: 'who names them may not see the profile' }],
    }),
    toPerson(
      'who follows somebody',
      ['User.followers'],
      `query ($hub: ID!) { user(id: $hub) { followers(first: 100) { ${IDS} } } }`,
      { audience: 'EVERYBODY' },
    ),
    toPerson(
      'whom somebody follows',
      ['User.following'],
      `query ($hub: ID!) { user(id: $hub) { following(first: 100) { ${IDS} } } }`,
      { audience: 'EVERYBODY' },
    ),
    {
      name: 'the followers of the owner',
      covers: ['User.followers', 'User.following'],
      audience: listAudience,
      look: async ({ ask }) =>
        (
          (await ask(`query ($id: ID!) { user(id: $id) { followers(first: 1) { ${IDS} } } }`)).user?.followers?.edges ??
          []
        ).length > 0,
    },
    {
      name: 'how many follow the owner',
      covers: ['User.followerCount', 'User.followingCount'],
      audience: 'EVERYBODY',
      async look({ ask }) {
        const { user } = await ask('query ($id: ID!) { user(id: $id) { followerCount followingCount } }');
        return user != null && user.followerCount !== null && user.followingCount !== null;
      },
    },
    {
      name: 'that the viewer follows the owner',
      covers: ['User.followStatus', 'User.viewerFollow'],
      audience: 'FOLLOWERS',
      reaches: ['follower', 'blocked', 'blocker'],
      async look({ ask }) {
        const { user } = await ask('query ($id: ID!) { user(id: $id) { followStatus viewerFollow { notify } } }');
        return user?.followStatus === 'FOLLOWING' && user.viewerFollow !== null;
      },
    },
    {
      name: 'that the account of the owner is private',
      covers: ['User.hasPrivateAccount'],
      audience: 'EVERYBODY',
      exceptions: [
        { owners: ['PUBLIC', 'FRIENDS', 'HIDDEN', 'deleted', 'suspended'], isSeen: false, reason: 'it is not private' },
      ],
      look: async ({ ask }) =>
        (await ask('query ($id: ID!) { user(id: $id) { hasPrivateAccount } }')).user?.hasPrivateAccount === true,
    },
    {
      name: 'the settings of the owner',
      covers: ['User.socialSettings'],
      audience: 'SELF',
      look: async ({ ask }) =>
        (await ask('query ($id: ID!) { user(id: $id) { socialSettings { isPrivate } } }')).user?.socialSettings != null,
    },
    toPerson(
      'who asks to follow the viewer',
      ['Query.followRequests', 'FollowRequest.sender'],
      '{ followRequests(first: 100) { edges { node { sender { id } } } } }',
      { audience: 'SIGNED_IN', reaches: ['moderator'] },
    ),
    toPerson(
      'whom the viewer asks to follow',
      ['Query.followRequests', 'FollowRequest.receiver'],
      '{ followRequests(direction: OUTGOING) { edges { node { sender { id } receiver { id } } } } }',
      { audience: 'SIGNED_IN', reaches: ['self'] },
    ),
    toPerson(
      'whom to follow',
      ['Query.whoToFollow', 'FollowSuggestion.user'],
      '{ whoToFollow(first: 100) { edges { node { user { id } } } } }',
      {
        audience: 'SIGNED_IN',
        reaches: ['stranger', 'moderator', 'blocked', 'blocker'],
        exceptions: [
          { viewers: ['follower'], isSeen: false, reason: 'follows them already' },
          { owners: ['PRIVATE'], isSeen: false, reason: 'a private account is suggested to nobody' },
        ],
      },
    ),
    toPerson(
      'whom the viewer has muted',
      ['Query.mutes', 'Mute.user'],
      '{ mutes(first: 100) { edges { node { user { id } } } } }',
      { audience: 'SIGNED_IN', reaches: OTHERS },
    ),
    toPerson(
      'who is in a list of the viewer',
      ['Query.lists', 'UserList.members'],
      `{ lists(first: 100) { edges { node { members(first: 100) { ${IDS} } } } } }`,
      { audience: 'SIGNED_IN', reaches: OTHERS },
    ),
    {
      name: 'the counts of a public post, as they change',
      covers: ['Subscription.postEngagementChanged'],
      audience: 'EVERYBODY',
      exceptions: [
        {
          owners: ['FRIENDS', 'HIDDEN', 'PRIVATE'],
          isSeen: false,
          reason: 'only of public posts, since it is shared by all',
        },
        {
          viewers: ['blocked', 'blocker'],
          owners: ['PUBLIC'],
          isSeen: true,
          reason: 'shared by all, as visitors may see it',
        },
      ],
      async look({ hear, of }) {
        const query = 'subscription ($postId: ID!) { postEngagementChanged(postId: $postId) { likeCount } }';
        return mentions(await hear(query, { postId: of.postId }), 'likeCount');
      },
    },
  ],
  harmless: {
    'Query.drafts': 'the viewer’s own',
    'Query.feed': 'posts by the rule of Query.post, in an order; subgraphs/social/feed.test.ts',
    'Query.feedUnreadCount': 'a number',
    'Query.feedCursor': 'a position',
    'Query.feedPolicy': 'the viewer’s own',
    'Query.followRequestsCursor': 'a position',
    'Query.list': 'a list of Query.lists, by its id',
    'Query.trendingTags': 'words and numbers of what everybody may see',
    'Subscription.feedItemAdded': 'posts by the rule and the loader of @Post',
    'Subscription.followRequestReceived': 'requests of Query.followRequests, by the loader of @FollowRequest',
    'FeedReason.actors': 'people whom the viewer follows',
    'FollowSuggestionReason.mutuals': 'friends of the viewer and people whom they follow, whose lists they may read',
    'Comment.mentions': 'as Post.mentions, by the same statement',
    'User.followsViewer': 'what both know',
    '@FollowRequest': 'a request for its two people, as in Query.followRequests',
    '@UserList': 'a list of Query.lists, for its owner alone',
  },
};
