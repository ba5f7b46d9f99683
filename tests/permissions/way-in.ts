import type { Answer, Person } from '../client.ts';
import { type Audience, type Exception, maySee, type Owner, type Viewer } from './rule.ts';

/** What an owner has made before anybody was blocked, suspended or deleted. */
export interface Belongings {
  readonly person: Person;
  /** A stream that is live; PUBLIC, save for owners whose profile is not. */
  readonly streamId: string;
  readonly streamCursor: string;
  /** With the friend, the blocked person and the blocker; empty for the others. */
  readonly directIds: Partial<Record<Viewer, string>>;
  /** Matches that the owner has had; empty for owners who are not in discovery, and for the others. */
  readonly matchIds: Partial<Record<Viewer, string>>;
  /** Has the owner, the friend, the blocked person and the blocker as members. */
  readonly groupId: string;
  /** Before the only message, which the owner has written and mentions and reacts in. */
  readonly groupCursor: string;
  /** A post with the word and the tag: for friends where the profile is not public, else for everybody who may see the account. */
  readonly postId: string;
  /** A post with the word, for followers. */
  readonly followersPostId: string;
  /** On the public post of the hub, with the word. */
  readonly commentId: string;
  /** A post of the hub that names the owner; it does not where nobody may see the owner's profile. */
  readonly namingPostId: string;
  /** A public resume with the word. */
  readonly resumeId: string;
  /** The token of a link to a resume with the word that is seen by link only. */
  readonly resumeToken: string;
  /** An open project that everybody may see, with the word in its title. */
  readonly projectId: string;
  /** Before it was opened. */
  readonly projectCursor: string;
  /** To the project of the hub, with the word. */
  readonly proposalId: string;
  /** About the project of the hub, with the word. */
  readonly questionId: string;
  /** A product on sale with the word in its title, and its variant; everybody may see it who may see the owner. */
  readonly productId: string;
  readonly variantId: string;
  /** A word that stands in the owner's messages and files only. */
  readonly word: string;
  /** A file of each visibility, and a public one that moderators have hidden, with the word in it. */
  readonly fileIds: Readonly<Record<'PUBLIC' | 'PRIVATE' | 'HIDDEN', string>>;
}

/** One cell: who looks at whom, and how they ask. */
export interface Look {
  readonly viewer: Viewer;
  readonly owner: Owner;
  readonly of: Belongings;
  /** A friend of everybody, with a public stream that every owner has joined. */
  readonly hub: { readonly id: string; readonly streamId: string; readonly postId: string };
  /** The data of a query as this viewer; empty where it is refused. Variables are `$id`, `$nickname` and those given. */
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The data of the first event of a subscription; empty when it ends before. `until` is called until it comes. */
  hear(subscription: string, variables?: Record<string, unknown>, until?: () => Promise<unknown>): Promise<Answer>;
  /** The bytes behind an address, as text; empty where they are refused. */
  fetch(address: string): Promise<string>;
  /** The code of the first error that a subscription ends with. */
  refusal(subscription: string, variables?: Record<string, unknown>): Promise<string | null>;
}

/** A way in which a person can be seen, with what the rule needs to say by whom. */
export interface WayIn {
  readonly name: string;
  /** What of the schema it tries: `Query.user`, `Message.author`, the entity `@LiveStream`, `GET /path`. */
  readonly covers: readonly string[];
  readonly audience: Audience | ((owner: Owner) => Audience);
  /** Those to whom the owner could appear in this way at all; default: everybody. A follower is a stranger where none is listed. */
  readonly reaches?: readonly Viewer[];
  readonly exceptions?: readonly Exception[];
  /** Whether the owner is seen. */
  look(look: Look): Promise<boolean>;
}

/** The ways in of one domain. */
export interface DomainWays {
  readonly ways: readonly WayIn[];
  /** What shows nobody but the viewer, or nothing of people, by its coordinate: the reason. */
  readonly harmless: Readonly<Record<string, string>>;
}

/** What a cell must be. */
export function expectation({ audience, reaches, exceptions = [] }: WayIn, viewer: Viewer, owner: Owner): boolean {
  const isListed = (viewers: readonly Viewer[]): boolean =>
    viewers.includes(viewer) || (viewer === 'follower' && viewers.includes('stranger'));
  const exception = exceptions.find(
    ({ viewers, owners }) => (viewers === undefined || isListed(viewers)) && (owners?.includes(owner) ?? true),
  );
  if (exception !== undefined) return exception.isSeen;
  if (reaches !== undefined && !isListed(reaches)) return false;
  return maySee(viewer, owner, typeof audience === 'string' ? audience : audience(owner));
}

/** Whether a text with the owner's id, or another word of theirs, is anywhere in an answer. */
export const mentions = (answer: Answer, word: string): boolean => JSON.stringify(answer ?? null).includes(word);
