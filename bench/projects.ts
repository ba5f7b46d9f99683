import { listProjects, searchProjects } from '../subgraphs/projects/operations/projects/list-projects.ts';
import { openProjectsRepository } from '../subgraphs/projects/repository/index.ts';
import { makeProjects } from './projects/make-projects.ts';
import { benchSearchTimes } from './search-times.ts';

const PROJECTS = 200_000;
const ROUNDS = 20;
/** What the 95th percentile of all searches and lists shall not exceed. */
const GOAL_MS = 50;

/** Work after the request, outside the goal. */
const ALERTS = 'alerts of a new project';

const SEARCHES: Readonly<Record<string, readonly string[]>> = {
  'common word': ['w0', 'w1', 'shop', 'build'],
  'rare word': ['w19000', 'w15000 shop'],
  'several words': ['w0 w1 w2', 'build a shop w10', 'design logo w100'],
  'beginning of a word': ['w1900', 'build websi', 'data'],
  'no project has it': ['nothing', 'w0 nothing'],
};

const FILTERS: Readonly<Record<string, object>> = {
  'open ones': {},
  'two skills': { skills: ['skill 7', 'skill 500'] },
  'by budget and rating': { currency: 'EUR', budgetMin: 60_000n, clientRatingMin: 4.5 },
};

/**
 * Measures sequential searches and lists among 200,000 projects, rules and permissions included, without GraphQL and network, and
 * how long a new project takes to find those of 100,000 saved searches that match it. Resolves to whether the goal was met.
 */
export async function benchProjects(print: (line: string) => void): Promise<boolean> {
  return benchSearchTimes(
    {
      domain: 'projects',
      rows: PROJECTS,
      noun: 'projects',
      goalMs: GOAL_MS,
      make: makeProjects,
      measure,
      uncounted: ALERTS,
    },
    print,
  );
}

async function measure(databaseUrl: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const repository = openProjectsRepository(databaseUrl);
  const caller = { viewerId: 'usr_viewer', sessionId: null, scopes: [], service: null };
  const context = { caller, viewerKey: 'usr_viewer', repository };
  const times = new Map<string, number[]>();
  const page = { first: 20 };
  const time = async (kind: string, round: number, work: () => Promise<unknown>): Promise<void> => {
    const start = performance.now();
    await work();
    // The first round warms connection and caches, and is not counted.
    if (round > 0) times.set(kind, [...(times.get(kind) ?? []), performance.now() - start]);
  };
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [kind, queries] of Object.entries(SEARCHES))
        for (const query of queries) await time(kind, round, () => searchProjects(context, query, null, page));
      await time('search with a filter', round, () =>
        searchProjects(context, 'shop w0', { skills: ['skill 7'], currency: 'EUR' }, page),
      );
      for (const [kind, filter] of Object.entries(FILTERS))
        await time(kind, round, () => listProjects(context, filter, 'NEWEST', page));
      await time('highest budget', round, () => listProjects(context, { currency: 'EUR' }, 'BUDGET_HIGHEST', page));
      await time('nearest deadline', round, () => listProjects(context, {}, 'DEADLINE', page));
      // An open project for everybody: each round has another.
      const id = `prj_${String(24 * round + 1).padStart(8, '0')}`;
      const batch = { after: '', limit: 500, at: new Date() };
      await time(ALERTS, round, () => repository.matchAlerts(id, [], batch));
    }
    return times;
  } finally {
    await repository.close();
  }
}
