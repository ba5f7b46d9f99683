import { scalars } from '../../../runtime/graphql/scalars.ts';
import type { Resolvers } from '../generated.ts';
import { conversation, conversationMember } from './conversation.ts';
import { message, messageReceipts, reaction } from './message.ts';
import { mutation } from './mutation.ts';
import { contract, liveStream, match, user } from './person.ts';
import { query } from './query.ts';
import { subscription } from './subscription.ts';

/** All resolvers of the contract. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: query,
  Mutation: mutation,
  Subscription: subscription,
  Conversation: conversation,
  ConversationMember: conversationMember,
  Message: message,
  Reaction: reaction,
  MessageReceipts: messageReceipts,
  User: user,
  LiveStream: liveStream,
  Match: match,
  Contract: contract,
};
