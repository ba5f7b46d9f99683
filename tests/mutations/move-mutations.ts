import type { Mutation } from './mutation.ts';

const testFile = 'runtime/moves/move-domain.test.ts';

/** Lines on which it depends that a domain loses nothing when it moves. */
export const MOVE_MUTATIONS: readonly Mutation[] = [
  {
    file: 'runtime/moves/move-domain.ts',
    find: "  await mark(from, 'moving', to.url);\n  await raiseFence(from);\n",
    replace: "  await mark(from, 'moving', to.url);\n",
    testFile,
    test: 'everything moves: rows of migrations, ledgers that refuse to be emptied, and the next values of sequences',
    why: 'the old server takes no writes once the copies are compared',
  },
  {
    file: 'runtime/moves/move-domain.ts',
    find: '    await reopen(move);\n    throw error;\n',
    replace: '    throw error;\n',
    testFile,
    test: 'a move that fails in its pause lets the old server write again, and is continued',
    why: 'a failure in the pause does not leave the domain without writes',
  },
  {
    file: 'runtime/moves/move-domain.ts',
    find: '  await copySequences(from, to);\n',
    replace: '',
    testFile,
    test: 'everything moves: rows of migrations, ledgers that refuse to be emptied, and the next values of sequences',
    why: 'the new server gives no value of a sequence twice',
  },
  {
    file: 'runtime/moves/compare-copies.ts',
    find: 'sum(hashtextextended(ROW($',
    replace: 'sum(0 * hashtextextended(ROW($',
    testFile,
    test: 'a row that is not the same on both servers ends the move, and the old server writes again',
    why: 'copies with as many rows are not the same copies',
  },
];
