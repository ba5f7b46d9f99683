import { befriend } from '../befriend.ts';
import { PASSWORD, type Person, post, registerPerson } from '../client.ts';
import { queryOnce } from '../engines.ts';
import { eventually } from '../eventually.ts';
import { joinDiscovery, matchPeople } from '../join-discovery.ts';
import type { RunningSystem } from '../running-system.ts';
import { uploadFile } from '../upload-file.ts';
import { withRole } from '../with-role.ts';
import { OWNERS, type Owner, type Viewer } from './rule.ts';
import type { Belongings } from './way-in.ts';

/** Everybody of the table. */
export interface People {
  readonly hub: Person & { readonly streamId: string; readonly postId: string };
  readonly viewers: Readonly<Record<Exclude<Viewer, 'visitor' | 'self'>, Person>>;
  readonly owners: Readonly<Record<Owner, Belongings>>;
  close(): Promise<void>;
}

type Url = Pick<RunningSystem, 'url' | 'ownerUrl'>;

/** Registers the people of the table and lets them do what they have done; resolves when every domain has heard of it. */
export async function openPeople(system: Url): Promise<People> {
  const register = (name: string) => registerPerson(system.url, name);
  const [hub, admin, stranger, friend, follower, blocked, blocker, suspended, moderator] = await Promise.all([
    register('hub'),
    register('admin'),
    register('stranger'),
    register('friend'),
    register('follower'),
    register('blocked'),
    register('blocker'),
    register('suspended'),
    register('moderator'),
  ]);
  const hubStream = await hub.do(
    'startStream',
    { title: 'Everybody is welcome', visibility: 'PUBLIC' },
    'stream { id }',
  );
  const streamId: string = hubStream.stream.id;
  const viewers = {
    ...{ stranger, friend, follower, blocked, blocker, suspended },
    moderator: await withRole(system, moderator, 'MODERATOR'),
  };
  await Promise.all(Object.values(viewers).map((viewer) => befriend(hub, viewer)));
  await Promise.all(Object.values(viewers).map((viewer) => joinDiscovery(viewer)));
  const { post: hubPost } = await hub.do('createPost', { text: 'Everybody is welcome' }, 'post { id }');
  const hubProjectId = (await openProject(hub, 'Everybody may bid')).projectId;
  // Whoever asks to follow waits for an answer.
  await moderator.do('updateSocialSettings', { isPrivate: true }, '__typename');
  const entries = await Promise.all(
    OWNERS.map(
      async (owner) =>
        [
          owner,
          await openOwner(
            system,
            owner,
            { ...viewers, hub },
            { streamId, postId: hubPost.id, projectId: hubProjectId },
          ),
        ] as const,
    ),
  );
  // as: there is one entry for each owner.
  const owners = Object.fromEntries(entries) as Record<Owner, Belongings>;
  await eventually(() => haveHeard(system, friend, Object.values(owners)), 'the friend to be notified of everybody');

  const administrator = await withRole(system, admin, 'ADMIN');
  await hideReported(administrator);
  await Promise.all(
    Object.values(owners).flatMap(({ person }) => [
      person.do('blockUser', { userId: blocked.id }, 'user { id }'),
      blocker.do('blockUser', { userId: person.id }, 'user { id }'),
    ]),
  );
  for (const { id } of [owners.suspended.person, suspended])
    await administrator.do('suspendUser', { userId: id, reason: 'For the table.' }, 'user { id }');
  await owners.deleted.person.do('deleteAccount', { password: PASSWORD }, '__typename');
  await eventually(() => isDrained(system.ownerUrl), 'every domain to have handled every event');
  return {
    hub: { ...hub, streamId, postId: hubPost.id },
    viewers,
    owners,
    close: async () =>
      void (await Promise.all(
        [hub, blocker, ...Object.values(owners).map(({ person }) => person)].map((one) => one.close()),
      )),
  };
}

async function openOwner(
  system: Url,
  owner: Owner,
  people: People['viewers'] & { readonly hub: Person },
  hubs: { readonly streamId: string; readonly postId: string; readonly projectId: string },
): Promise<Belongings> {
  const { friend, blocked, blocker, suspended, moderator, stranger, hub } = people;
  const hubStreamId = hubs.streamId;
  const person = await registerPerson(system.url, owner.toLowerCase());
  const isClosed = owner === 'FRIENDS' || owner === 'HIDDEN';
  const visibility = isClosed ? owner : 'PUBLIC';
  await person.do('updateProfileVisibility', { visibility }, 'profile { id }');
  for (const other of [hub, friend, blocked, blocker, suspended]) await befriend(person, other);
  const matchIds = isClosed ? {} : await meet(person, { friend, blocked, blocker, suspended }, stranger);
  await person.do('sendFriendRequest', { userId: moderator.id }, 'request { id }');
  await person.do('joinStream', { streamId: hubStreamId }, 'viewer { joinedAt }');
  // Keeps the person among its viewers.
  person.listen('subscription ($id: ID!) { streamViewersChanged(streamId: $id) { viewerCount } }', { id: hubStreamId });

  const word = `word${person.id.slice(-10)}`;
  const write = (conversationId: string) =>
    person.do('sendMessage', { conversationId, text: word, mentionedUserIds: [person.id] }, 'message { id }');
  const directIds: Partial<Record<Viewer, string>> = {};
  for (const [viewer, other] of Object.entries({ friend, blocked, blocker })) {
    const input = { kind: 'DIRECT', memberIds: [other.id] };
    const { conversation } = await person.do('createConversation', input, 'conversation { id }');
    // as: the names of the three are names of viewers.
    directIds[viewer as Viewer] = conversation.id;
    await write(conversation.id);
  }
  const memberIds = [friend.id, blocked.id, blocker.id];
  const group = (
    await person.do('createConversation', { kind: 'GROUP', title: 'Us', memberIds }, 'conversation { id cursor }')
  ).conversation;
  const { message } = await write(group.id);
  await person.do('addReaction', { messageId: message.id, emoji: '👍' }, 'message { id }');
  // Notifies friends, the friend among them.
  const input = { title: `On air: ${word}`, visibility: isClosed ? 'FRIENDS' : 'PUBLIC' };
  const { stream } = await person.do('startStream', input, 'stream { id statusCursor }');
  const scheduledFor = new Date(Date.now() + 3_600_000).toISOString();
  await person.do('startStream', { ...input, scheduledFor }, 'stream { id }');
  const fileOf = (visibility: 'PUBLIC' | 'PRIVATE') =>
    uploadFile(system, person, {
      ...{ visibility, fileName: 'word.txt', contentType: 'text/plain', purpose: 'ATTACHMENT' },
      bytes: new TextEncoder().encode(`${word} is ${visibility}`),
    });
  const fileIds = { PUBLIC: await fileOf('PUBLIC'), PRIVATE: await fileOf('PRIVATE'), HIDDEN: await fileOf('PUBLIC') };
  await hub.do('report', { subject: fileIds.HIDDEN, reason: 'SPAM', idempotencyKey: fileIds.HIDDEN }, 'report { id }');
  return {
    ...(await openShop(person, word, { friend, blocked, blocker })),
    ...(await openAccount(owner, person, word, people, hubs.postId)),
    ...(await openMarket(person, word, people, hubs.projectId)),
    ...{ person, directIds, matchIds, word, fileIds },
    ...{ streamId: stream.id, streamCursor: stream.statusCursor },
    ...{ groupId: group.id, groupCursor: group.cursor },
    ...(await writeResumes(person, word)),
  };
}

/** A public resume of the owner, and a link to one that is seen by link only; both have the word. */
async function writeResumes(person: Person, word: string): Promise<Pick<Belongings, 'resumeId' | 'resumeToken'>> {
  const create = async (visibility: string): Promise<string> =>
    (await person.do('createResume', { title: word, summary: word, visibility }, 'resume { id }')).resume.id;
  const resumeId = await create('PUBLIC');
  const { link } = await person.do('createResumeLink', { resumeId: await create('LINK') }, 'link { url }');
  return { resumeId, resumeToken: link.url.split('/r/')[1] };
}

/** Has the owner sell something, which some others have in their wishlists. */
async function openShop(
  person: Person,
  word: string,
  others: Readonly<Record<string, Person>>,
): Promise<Pick<Belongings, 'productId' | 'variantId'>> {
  await person.do('createPayoutMethod', { token: 'ptok_ok', currency: 'EUR' }, 'payoutMethod { id }');
  await person.do('openShop', { name: `Shop ${word}` }, 'shop { id }');
  const price = { amount: '1000', currency: 'EUR' };
  const input = { title: word, kind: 'SERVICE', variants: [{ price, stock: 5 }] };
  const { product } = await person.do('createProduct', input, 'product { id variants { id } }');
  await person.do('publishProduct', { productId: product.id }, 'product { id }');
  for (const other of Object.values(others))
    await other.do('addToWishlist', { productId: product.id }, 'product { id }');
  return { productId: product.id, variantId: product.variants[0].id };
}

/** Brings an owner into discovery, who has matches with some and likes another, without an answer. */
async function meet(
  person: Person,
  matched: Readonly<Record<'friend' | 'blocked' | 'blocker' | 'suspended', Person>>,
  liked: Person,
): Promise<Partial<Record<Viewer, string>>> {
  await joinDiscovery(person);
  await person.do('likeProfile', { userId: liked.id }, 'like { id }');
  const matchIds: Partial<Record<Viewer, string>> = {};
  for (const [viewer, other] of Object.entries(matched)) {
    // as: the names of those are names of viewers.
    matchIds[viewer as Viewer] = await matchPeople(person, other);
  }
  return matchIds;
}

/** What the owner has in social: followers, posts, a comment, and a place in lists and mutes of others. */
async function openAccount(
  owner: Owner,
  person: Person,
  word: string,
  { friend, follower, blocked, blocker, suspended, moderator, hub }: People['viewers'] & { readonly hub: Person },
  hubPostId: string,
): Promise<Pick<Belongings, 'postId' | 'followersPostId' | 'commentId' | 'namingPostId'>> {
  for (const other of [follower, hub, blocked, blocker, suspended])
    await other.do('followUser', { userId: person.id }, 'user { id }');
  for (const other of [hub, moderator]) await person.do('followUser', { userId: other.id }, 'user { id }');
  if (owner === 'PRIVATE') await person.do('updateSocialSettings', { isPrivate: true }, '__typename');
  const isClosed = owner === 'FRIENDS' || owner === 'HIDDEN';
  const publish = async (visibility: string, text: string): Promise<string> =>
    (await person.do('createPost', { text, visibility }, 'post { id }')).post.id;
  const postId = await publish(isClosed ? 'FRIENDS' : 'PUBLIC', `${word} #${word}`);
  const followersPostId = await publish('FOLLOWERS', word);
  await person.do('pinPost', { postId }, 'post { id }');
  await person.do('likePost', { postId: hubPostId }, 'post { id }');
  const { comment } = await person.do('addComment', { postId: hubPostId, text: word }, 'comment { id }');
  const { post: naming } = await hub.do('createPost', { text: `Hello @${person.nickname}` }, 'post { id }');
  for (const other of [friend, blocked, blocker]) {
    await other.do('muteUser', { userId: person.id }, 'user { id }');
    const { list } = await other.do('createList', { title: owner }, 'list { id }');
    await other.do('addToList', { listId: list.id, userIds: [person.id] }, 'list { id }');
    if (owner !== 'PRIVATE') await other.do('bookmarkPost', { postId }, 'post { id }');
  }
  return { postId, followersPostId, commentId: comment.id, namingPostId: naming.id };
}

const BUDGET = { kind: 'FIXED', max: '10000', currency: 'EUR' };

/** Stores and opens a project that everybody may see. */
async function openProject(client: Person, title: string): Promise<{ projectId: string; projectCursor: string }> {
  const input = { title, description: 'To be done.', budget: BUDGET };
  const { project } = await client.do('createProject', input, 'project { id cursor }');
  await client.do('changeProjectStatus', { projectId: project.id, status: 'OPEN' }, 'project { id }');
  return { projectId: project.id, projectCursor: project.cursor };
}

/** What the owner has in projects: one that others have saved and are invited to, a proposal and a question. */
async function openMarket(
  person: Person,
  word: string,
  { friend, blocked, blocker }: People['viewers'],
  hubProjectId: string,
): Promise<Pick<Belongings, 'projectId' | 'projectCursor' | 'proposalId' | 'questionId'>> {
  const { projectId, projectCursor } = await openProject(person, word);
  const others = [friend, blocked, blocker];
  for (const other of others) await other.do('saveProject', { projectId }, 'project { id }');
  await person.do('inviteToProject', { projectId, userIds: others.map(({ id }) => id) }, 'project { id }');
  const bid = { amount: '100', currency: 'EUR' };
  const { proposal } = await person.do(
    'submitProposal',
    { projectId: hubProjectId, coverLetter: word, bid },
    'proposal { id }',
  );
  const { question } = await person.do('askQuestion', { projectId: hubProjectId, text: word }, 'question { id }');
  return { projectId, projectCursor, proposalId: proposal.id, questionId: question.id };
}

/** Hides what was reported: one file of each owner. */
async function hideReported(moderator: Person): Promise<void> {
  const { moderationQueue } = await moderator.ask('{ moderationQueue(first: 100) { edges { node { id } } } }');
  const ids: string[] = moderationQueue.edges.map(({ node }: { node: { id: string } }) => node.id);
  for (const caseId of ids)
    await moderator.do('decideCase', { caseId, decision: 'HIDE', reason: 'For the table.' }, 'case { state }');
}

/** Whether the friend has the notifications of every owner's friendship, messages and stream, and the streams are listed. */
async function haveHeard({ url }: Url, friend: Person, owners: readonly Belongings[]): Promise<boolean> {
  const query = '{ notifications(first: 100) { edges { node { type actor { id } } } } }';
  const { body } = await post(url, query, {}, friend.accessToken);
  const edges: { node: { type: string; actor: { id: string } | null } }[] = body.data.notifications.edges;
  return owners.every(({ person }) =>
    ['FRIENDSHIP', 'MESSAGE', 'LIVE_STREAM'].every((type) =>
      edges.some(({ node }) => node.type === type && node.actor?.id === person.id),
    ),
  );
}

const DOMAINS = `SELECT nspname AS name FROM pg_namespace WHERE to_regclass(nspname || '.outbox_head') IS NOT NULL`;

/** Whether every event is published, and handled by all domains that follow its producer, and everybody is erased. */
async function isDrained(ownerUrl: string): Promise<boolean> {
  const names = (await queryOnce(ownerUrl, DOMAINS)).rows.map(({ name }) => String(name));
  const behind = names.flatMap((producer) => [
    `SELECT 1 FROM ${producer}.outbox_event WHERE number IS NULL`,
    `SELECT 1 FROM ${producer}.erasure WHERE erased_at IS NULL`,
    ...names.map(
      (consumer) => `SELECT 1 FROM ${consumer}.inbox_position AS p, ${producer}.outbox_head AS h
        WHERE p.producer = '${producer}' AND p.number < h.number`,
    ),
  ]);
  return (await queryOnce(ownerUrl, behind.join(' UNION ALL '))).rows.length === 0;
}
