import type { Mutation } from './mutation.ts';

const MILESTONES = 'subgraphs/projects/operations/milestones';
const DISPUTES = 'subgraphs/projects/operations/disputes';
const ESCROW = 'subgraphs/projects/operations/escrow';

/** Lines on which the money of contracts depends, and who decides about it. */
export const CONTRACT_MUTATIONS: readonly Mutation[] = [
  {
    file: `${MILESTONES}/open-milestone.ts`,
    find: 'if (milestone.moveId !== null)',
    replace: "if (milestone.id === '')",
    testFile: `${MILESTONES}/fund-milestone.test.ts`,
    test: 'one whose money is on its way is not funded',
    why: 'nothing is decided about money that moves',
  },
  {
    file: `${MILESTONES}/fund-milestone.ts`,
    find: 'if (!isAgreed(milestone))',
    replace: "if (milestone.id === '')",
    testFile: `${MILESTONES}/fund-milestone.test.ts`,
    test: 'one that is not accepted is not funded',
    why: 'both parties agree on a milestone before money moves',
  },
  {
    file: `${MILESTONES}/run-clocks.ts`,
    find: 'milestone.moveId !== null || ',
    replace: '',
    testFile: `${MILESTONES}/run-clocks.test.ts`,
    test: 'nothing happens when its money is on its way',
    why: 'a clock does not pay what is being paid',
  },
  {
    file: `${ESCROW}/shares.ts`,
    find: ' - feeBefore',
    replace: '',
    testFile: `${ESCROW}/shares.test.ts`,
    test: 'fees of parts add up to the fee on the whole',
    why: 'a milestone that is paid in parts costs one fee',
  },
  {
    file: `${ESCROW}/fund-move.ts`,
    find: 'move.id}:FUND',
    replace: 'performance.now()}:FUND',
    testFile: `${ESCROW}/run-funding-saga.test.ts`,
    test: 'the saga asks under the key of the request, so that it is asked once',
    why: 'a client is charged once for a milestone',
  },
  {
    file: `${ESCROW}/note-milestone-payment.ts`,
    find: "move.state === 'FAILED' && ",
    replace: '',
    testFile: `${ESCROW}/note-milestone-payment.test.ts`,
    test: 'a payment of a funded milestone changes nothing',
    why: 'a payment in escrow is not given back besides',
  },
  {
    file: `${DISPUTES}/resolve-dispute.ts`,
    find: 'one.amount + other.amount !== inEscrow',
    replace: 'one.amount + other.amount > inEscrow',
    testFile: `${DISPUTES}/resolve-dispute.test.ts`,
    test: 'shares that do not add up are refused',
    why: 'a decision leaves nothing in escrow',
  },
  {
    file: `${DISPUTES}/resolve-dispute.ts`,
    find: 'findPartisan(locked, actorId) ??',
    replace: '',
    testFile: `${DISPUTES}/resolve-dispute.test.ts`,
    test: 'shares of a contract of one’s own are refused',
    why: 'nobody decides a dispute of their own',
  },
  {
    file: 'subgraphs/projects/operations/contracts/contract-state.ts',
    find: "state === 'SUBMITTED' || ",
    replace: '',
    testFile: 'subgraphs/projects/operations/contracts/end-contract.test.ts',
    test: 'one with submitted work goes on',
    why: 'a client cannot take work and end the contract',
  },
  {
    file: 'subgraphs/projects/operations/reviews/review-contract.ts',
    find: 'if (reviews.length > 0) await store.showReviews',
    replace: 'await store.showReviews',
    testFile: 'subgraphs/projects/operations/reviews/review-contract.test.ts',
    test: 'the first review is hidden, and both are shown with the second',
    why: 'nobody answers a review with one of their own',
  },
];
