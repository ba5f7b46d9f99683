import type { UserResolvers } from '../generated.ts';

/** What a person publishes. */
export const userPosts: Pick<UserResolvers, 'posts' | 'pinnedPosts'> = {
  posts: ({ id }, page, { postsOfAuthors }) => postsOfAuthors.load(id, page),
  pinnedPosts: ({ id }, _, { pinnedPosts }) => pinnedPosts.load(id),
};
