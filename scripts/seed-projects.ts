import { z } from 'zod';
import type { MoneySeed } from './seed-money.ts';

/** Runs operations as people of the demo world. */
type ProjectsSeed = Pick<MoneySeed, 'run' | 'as'>;

const ERRORS = 'errors { ... on UserError { message } }';
const CREATE = `mutation Create($input: CreateProjectInput!) { createProject(input: $input) { project { id } ${ERRORS} } }`;
const OPEN = `mutation Open($input: ChangeProjectStatusInput!) { changeProjectStatus(input: $input) { ${ERRORS} } }`;
const ASK = `mutation Ask($input: AskQuestionInput!) { askQuestion(input: $input) { question { id } ${ERRORS} } }`;
const ANSWER = `mutation Answer($input: AnswerQuestionInput!) { answerQuestion(input: $input) { ${ERRORS} } }`;
const BID = `mutation Bid($input: SubmitProposalInput!) { submitProposal(input: $input) { proposal { id } ${ERRORS} } }`;
const ACCEPT = `mutation Accept($input: AcceptProposalInput!) { acceptProposal(input: $input) { ${ERRORS} } }`;

const ROW = z.object({ id: z.string() });
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Has people offer work and bid for it: one project takes proposals, another is running with its contract. */
export async function seedProjects({ run, as }: ProjectsSeed): Promise<void> {
  const [client, freelancer, bidder] = [as('ada'), as('mira'), as('noor')];
  const deadline = new Date(Date.now() + 60 * DAY_MS).toISOString().slice(0, 10);
  const open = async (input: object): Promise<string> => {
    const { id } = ROW.parse((await run(CREATE, { ...input }, client))['project']);
    await run(OPEN, { projectId: id, status: 'OPEN' }, client);
    return id;
  };
  const shop = await open({
    title: 'A small shop for sheet music',
    description: 'Twenty scores, a basket and payment by card. Design and texts are there.',
    budget: { kind: 'FIXED', min: '80000', max: '150000', currency: 'EUR' },
    skills: ['TypeScript', 'GraphQL', 'PostgreSQL'],
    ...{ deadline, idempotencyKey: 'demo shop' },
  });
  const question = await run(ASK, { projectId: shop, text: 'Do the scores have to be searchable?' }, bidder);
  const { id: questionId } = ROW.parse(question['question']);
  await run(ANSWER, { questionId, text: 'Yes, by title and composer.' }, client);
  const bid = { amount: '120000', currency: 'EUR' };
  await run(BID, { projectId: shop, coverLetter: 'I have built three shops.', bid, durationDays: 30 }, bidder);

  const compiler = await open({
    title: 'Port a compiler to the browser',
    description: 'A parser and a code generator, to be compiled to WebAssembly, with tests.',
    budget: { kind: 'FIXED', max: '300000', currency: 'EUR' },
    ...{ skills: ['WebAssembly', 'Compilers'], idempotencyKey: 'demo compiler' },
  });
  const proposal = await run(
    BID,
    {
      ...{ projectId: compiler, coverLetter: 'Compilers are what I do.', bid: { amount: '250000', currency: 'EUR' } },
      milestones: [
        { title: 'Parser', amount: '100000' },
        { title: 'Code generator', amount: '150000' },
      ],
    },
    freelancer,
  );
  const { id: proposalId } = ROW.parse(proposal['proposal']);
  await run(ACCEPT, { proposalId, idempotencyKey: 'demo accept' }, client);
}
