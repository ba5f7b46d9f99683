import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPdf } from '../../runtime/pdf/fixtures/read-pdf.ts';
import { type Answer, type Person, registerPerson } from '../client.ts';
import { eventually } from '../eventually.ts';
import { withRole } from '../with-role.ts';
import type { JourneySystem } from './journey-system.ts';

const MILESTONE = 'id state movement inEscrow { amount } released { amount } refunded { amount } autoReleaseAt startBy';
const CONTRACT = `query ($id: ID!) { contract(id: $id) { id state cursor conversation { id } client { id } freelancer { id }
  totals { funded { amount } released { amount } refunded { amount } } milestones { ${MILESTONE} } project { id status } } }`;
const UPDATED = `subscription ($id: ID!, $after: String) { contractUpdated(contractId: $id, after: $after) {
  resyncRequired contract { state milestones { state } } } }`;

/** A client hires a freelancer: a project, a proposal, a contract, money in escrow, a dispute, and reviews. */
export const hiring = (at: () => JourneySystem) =>
  describe('hiring', () => {
    let system: JourneySystem;
    let client: Person;
    let freelancer: Person;
    let finance: Person;
    let keys = 0;
    let projectId = '';
    let contractId = '';

    beforeAll(async () => {
      system = at();
      const [one, other, third] = await Promise.all(
        ['client', 'freelancer', 'decider'].map((name) => registerPerson(system.url, name)),
      );
      if (one === undefined || other === undefined || third === undefined) throw new Error('nobody is registered');
      [client, freelancer] = [one, other];
      finance = await withRole(system, third, 'FINANCE');
    });
    afterAll(async () => {
      await Promise.all([client, freelancer, finance].map((person) => person?.close()));
    });

    const key = () => {
      keys += 1;
      return { idempotencyKey: `hiring ${contractId} ${keys}` };
    };
    const euro = (amount: string) => ({ amount, currency: 'EUR' });
    const contract = async (person: Person): Promise<Answer> =>
      (await person.ask(CONTRACT, { id: contractId })).contract;
    const balanceOf = async (person: Person): Promise<string> =>
      (await person.ask('{ walletAccounts { balance { posted { amount } } } }')).walletAccounts[0].balance.posted
        .amount;
    const milestone = async (nth: number): Promise<Answer> => (await contract(client)).milestones[nth];
    const settled = (nth: number, state: string) =>
      eventually(async () => {
        const { state: now, movement } = await milestone(nth);
        return now === state && movement === null;
      }, `milestone ${nth} to be ${state}`);

    /** The resume that goes along with a proposal is the client's to read, as PDF too, and nobody else's. */
    async function expectResume(proposalId: string, resumeId: string): Promise<void> {
      const received = 'query ($id: ID!) { proposal(id: $id) { resume { id title summary } } }';
      const { proposal } = await client.ask(received, { id: proposalId });
      expect(proposal.resume).toEqual({ id: resumeId, title: 'Teapots and pages', summary: 'Ten years of tea.' });
      const exported = 'query ($id: ID!) { exportResume(id: $id, format: PDF) { url errors { __typename } } }';
      const { exportResume } = await client.ask(exported, { id: resumeId });
      const pdf = await fetch(new URL(exportResume.url, system.url));
      expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
      const { text } = await readPdf(new Uint8Array(await pdf.arrayBuffer()));
      expect(text).toContain('Ten years of tea.');
      expect(await finance.ask(exported, { id: resumeId })).toEqual({ exportResume: null });
    }

    test('a client pays money in, and posts a project that a freelancer bids for', async () => {
      const { walletAccounts } = await client.ask('{ walletAccounts { id } }');
      const deposit = { accountId: walletAccounts[0].id, amount: euro('100000'), returnUrl: 'https://app.example/' };
      const begun = await client.do('deposit', { ...deposit, ...key() }, 'deposit { payment { id } }');
      const confirmed = { paymentId: begun.deposit.payment.id, method: { token: 'tok_ok' } };
      await client.do('confirmPayment', confirmed, 'payment { id }');
      await eventually(async () => (await balanceOf(client)) === '100000', 'the deposit to arrive');

      const budget = { kind: 'FIXED', min: '50000', max: '90000', currency: 'EUR' };
      const draft = { title: 'A shop for tea', description: 'Two pages and a cart.', budget, skills: ['Design'] };
      projectId = (await client.do('createProject', draft, 'project { id }')).project.id;
      await client.do('changeProjectStatus', { projectId, status: 'OPEN' }, 'project { status }');

      const parts = [
        { title: 'The pages', amount: '40001' },
        { title: 'The cart', amount: '20000' },
      ];
      const { resume } = await freelancer.do(
        'createResume',
        { title: 'Teapots and pages', summary: 'Ten years of tea.', visibility: 'PRIVATE' },
        'resume { id }',
      );
      const offer = { projectId, coverLetter: 'I like tea.', bid: euro('60001'), milestones: parts };
      const { proposal } = await freelancer.do('submitProposal', { ...offer, resumeId: resume.id }, 'proposal { id }');
      await expectResume(proposal.id, resume.id);
      const accepted = await client.do(
        'acceptProposal',
        { proposalId: proposal.id, ...key() },
        'contract { id state } isReplay',
      );
      expect(accepted.contract.state).toBe('PENDING');
      contractId = accepted.contract.id;
    });

    test('the two can talk from then on', async () => {
      await eventually(async () => (await contract(client)).conversation !== null, 'the conversation');
      const { conversation } = await contract(freelancer);
      expect((await contract(client)).conversation).toEqual(conversation);
      const sent = await freelancer.do(
        'sendMessage',
        { conversationId: conversation.id, text: 'When do we begin?' },
        'message { text }',
      );
      expect(sent.message.text).toBe('When do we begin?');
    });

    test('two milestones are funded from the wallet, and both follow the contract', async () => {
      const before = await contract(freelancer);
      const following = freelancer.listen(UPDATED, { id: contractId, after: before.cursor });
      for (const { id } of before.milestones) {
        const input = { milestoneId: id, payWith: 'WALLET', ...key() };
        const funded = await client.do('fundMilestone', input, `milestone { ${MILESTONE} } isReplay`);
        expect(funded.milestone.state).toBe('FUNDED');
        expect(Date.parse(funded.milestone.startBy)).toBeGreaterThan(Date.now());
        expect(await client.do('fundMilestone', input, 'milestone { id } isReplay')).toMatchObject({ isReplay: true });
      }
      expect(await balanceOf(client)).toBe('39999');
      let seen: string[] = [];
      while (seen.join() !== 'FUNDED,FUNDED') {
        const event = (await following.next()).data.contractUpdated;
        expect(event.resyncRequired).toBe(false);
        seen = event.contract.milestones.map(({ state }: Answer) => state);
      }
      following.stop();
    });

    test('one is approved and paid, less the fee', async () => {
      const { id: milestoneId } = await milestone(0);
      await freelancer.do('startMilestone', { milestoneId }, 'milestone { state }');
      const submitted = await freelancer.do(
        'submitMilestone',
        { milestoneId, note: 'Done.' },
        `milestone { ${MILESTONE} }`,
      );
      expect(Date.parse(submitted.milestone.autoReleaseAt)).toBeGreaterThan(Date.now());
      await client.do('approveMilestone', { milestoneId, ...key() }, 'milestone { state }');
      await settled(0, 'RELEASED');
      expect(await balanceOf(freelancer)).toBe('36001');
    });

    test('the other is disputed, and finance splits it', async () => {
      const { id: milestoneId } = await milestone(1);
      await freelancer.do('startMilestone', { milestoneId }, 'milestone { state }');
      const opened = await client.do('openDispute', { milestoneId, reason: 'It is late.' }, 'dispute { id }');
      const disputeId = opened.dispute.id;
      await freelancer.do('respondToDispute', { disputeId, response: 'It is not.' }, 'dispute { response }');
      expect((await contract(client)).state).toBe('DISPUTED');
      const { contractDisputes } = await finance.ask(
        '{ contractDisputes(state: OPEN, first: 100) { edges { node { id reason response } } } }',
      );
      expect(contractDisputes.edges.map(({ node }: Answer) => node)).toContainEqual({
        ...{ id: disputeId, reason: 'It is late.', response: 'It is not.' },
      });
      const split = { disputeId, toFreelancer: euro('5000'), toClient: euro('15000'), reason: 'A quarter is done.' };
      await finance.do('resolveDispute', { ...split, ...key() }, 'dispute { state }');
      await settled(1, 'RELEASED');
      expect([await balanceOf(client), await balanceOf(freelancer)]).toEqual(['54999', '40501']);
      const { ledgerIntegrity } = await finance.ask('{ ledgerIntegrity { isSound worst } }');
      expect(ledgerIntegrity).toEqual({ isSound: true, worst: null });
    });

    test('the contract ends, both review each other, and are rated by that', async () => {
      await client.do('endContract', { contractId, reason: 'Thank you.', ...key() }, 'contract { state }');
      expect(await contract(client)).toMatchObject({
        state: 'COMPLETED',
        project: { id: projectId, status: 'COMPLETED' },
        totals: { funded: { amount: '60001' }, released: { amount: '45001' }, refunded: { amount: '15000' } },
      });
      await client.do('reviewContract', { contractId, rating: 4, text: 'Late, but fine.' }, 'review { isShown }');
      const hidden = await freelancer.ask('query ($id: ID!) { contract(id: $id) { reviews { rating } } }', {
        id: contractId,
      });
      expect(hidden.contract.reviews).toEqual([]);
      await freelancer.do('reviewContract', { contractId, rating: 5, text: 'Pays.' }, 'review { isShown }');
      const { user } = await client.ask(
        'query ($id: ID!) { user(id: $id) { freelancerRating { average count } contractReviews { edges { node { text author { id } } } } } }',
        { id: freelancer.id },
      );
      expect(user.freelancerRating).toMatchObject({ average: 4, count: 1 });
      expect(user.contractReviews.edges).toEqual([{ node: { text: 'Late, but fine.', author: { id: client.id } } }]);
    });
  });
