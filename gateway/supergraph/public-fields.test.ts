import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { publicFieldsOf } from './public-fields.ts';

// A field that is wrongly public shows one caller's data to others: each one stands here on purpose.
test('the composed schema declares these fields to be the same for everybody, and no others', () => {
  const supergraph = parse(readFileSync('supergraph.graphql', 'utf8'));

  expect([...publicFieldsOf(supergraph)].sort()).toEqual([
    'PostEngagementChanged.commentCount',
    'PostEngagementChanged.likeCount',
    'PostEngagementChanged.quoteCount',
    'PostEngagementChanged.repostCount',
    'StockChanged.variant',
    'StockLevel.available',
    'StockLevel.id',
    'StockLevel.isInStock',
    'StreamViewerCountChanged.viewerCount',
    'Subscription.postEngagementChanged',
    'Subscription.stockChanged',
    'Subscription.streamViewerCountChanged',
  ]);
});
