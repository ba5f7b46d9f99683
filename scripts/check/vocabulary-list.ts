/** A private word of this project, and what to write in its place. */
export interface PrivateWord {
  /**
   * Parts of names, found in any letter case: `told` is in `isTold` and `TOLD_AT`, `lay-aside` in `layAside`. With `=`
   * the whole name must match: `=asked`. File names count as names.
   */
  readonly names?: string;
  /** Where names follow from a pattern rather than a word. */
  readonly pattern?: RegExp;
  /** What comments, descriptions, messages and documents must not say. */
  readonly prose?: RegExp;
  /** The paths where the word is private; everywhere when absent. */
  readonly where?: RegExp;
  /** Parts of names in which it is a term, as `ring` in `key-ring`. */
  readonly terms?: string;
  /** The words of the field, shown with the finding. */
  readonly instead: string;
}

const GATEWAY = /^(gateway|bench|tests)\//;
const EXECUTION = /^gateway\/(execute|operation|plan)\//;
const CHECK = /^scripts\/(check|generate)/;

/** Words that only this project gave a meaning to. Terms of the field stay: lease, outbox, relay, cursor, saga. */
export const PRIVATE_WORDS: readonly PrivateWord[] = [
  {
    names: 'told untold tell tells telling',
    prose: /\b(un)?told\b|(?<!\b(cannot|can|could|to) )\btell(s|ing)?\b(?!( \S+){0,4} (apart|from)\b)/i,
    instead: 'publish, emit, report, return, disclose or notify',
  },
  {
    names: 'bell bells ring rings rang',
    terms: 'key-ring key-rings',
    prose: /\bbells?\b|\b(rang|rung)\b|\brings? (a|the|it|for)\b/i,
    instead: 'signal: `signals.notify(topic)`, `signals.on(topic)`',
  },
  { names: 'turnstile', prose: /\bturnstiles?\b/i, instead: 'concurrency limiter' },
  {
    names: 'mailbox',
    prose: /\bmailbox(es)?\b/i,
    where: /^(gateway|bench|runtime\/(live|streams))\//,
    instead: 'subscriber buffer',
  },
  { names: 'seat seats seated =sit', prose: /\bseat(s|ed)?\b/i, instead: 'subscriber, viewer or lease' },
  {
    names: 'family families',
    prose: /\bfamil(y|ies)\b/i,
    where: /^gateway\//,
    instead: 'group: `StreamGroup`',
  },
  { names: '=adopt unite stand-together', where: GATEWAY, instead: 'transfer, merge, mergeIfIdentical' },
  {
    names: 'lay-aside laid-aside set-aside',
    prose: /\b(lay|lays|laid|laying|set|sets) (\S+ )?aside\b|\baside[,.;)]|, (\S+ ){1,5}aside\b/i,
    instead: 'move to the dead letters, reserve; "except …" for "… aside"',
  },
  {
    names: 'take-back =dismiss heed nudge latch',
    instead: 'restoreDeadLetter, dropUnauthorized, observe, wake, wakeSignal',
  },
  { names: 'come-in let-in let-through', instead: 'admit' },
  {
    names: 'turn-away turned-away send-away sent-away',
    prose: /\b(turn|send|sen)(s|t|ed)? away\b/i,
    instead: 'reject',
  },
  {
    names: 'front-door door doors',
    prose: /\b(front|closed|public|every|one|own|same|a|the|each|this|which|through|other) doors?\b/i,
    instead: 'definition, endpoint, entry point',
  },
  { names: 'house', prose: /\bhouse (rules?|style)\b|\b(of the|the) house\b/i, instead: 'project, codebase' },
  {
    names: 'border borders',
    prose: /\bborders?\b/i,
    where: /\.(ts|md|graphql|prisma)$/,
    instead: 'boundary, `Executor`',
  },
  { names: 'room rooms', prose: /\brooms?\b/i, where: CHECK, instead: 'module, folder or layer' },
  { names: 'in-turn patiently', prose: /\bpatiently\b/i, instead: 'limitPerConversation, retryTransient' },
  { names: 'answer answers answered answerer', where: /^gateway\//, instead: 'response, result, output, handle' },
  {
    names: 'create-ask foreign-ask',
    pattern: /^Ask$/,
    where: /^(gateway|runtime)\//,
    instead: 'CallDomain, FetchFromSubgraph',
  },
  { pattern: /^(MOST|LEAST)(_|$)/, instead: 'MAX_… or MIN_…' },
  { pattern: /(^|_)AT_ONCE$/, instead: '…_BATCH_SIZE or MAX_CONCURRENT_…' },
  { pattern: /(^|_)EVERY(_MS|_SECONDS)?$/, instead: '…_INTERVAL_MS' },
  { names: 'has-time', instead: 'LOW_UTILIZATION' },
  { names: 'place places', terms: 'in-place place-order', instead: 'path, position, slot, address' },
  {
    names: 'is-meeting stand-ins stand-in =leading =touches',
    where: EXECUTION,
    instead: 'hasSeveralWriters, fallbackLookups, primaryCount, invalidates',
  },
  { names: 'standing standings', instead: 'relationship, access, failed occurrence' },
  { names: 'alone', instead: '…Only, standalone, unshared, isSingle' },
  { names: 'dear price-of', prose: /\b(too|as|how|so) dear(er)?\b|\bdearest\b/i, instead: 'expensive, costOf' },
  {
    names: 'vouched beside hand-on unopened proof-secrets',
    instead: 'ExternalIdentity, AlsoInTransaction, forward, KeyDecryptionError, TokenHasher',
  },
  { names: 'message-named', instead: 'findByClientMessageId' },
  { names: '=word =admit', where: /^subgraphs\/auth\//, instead: 'claims, openSessionUnlessSuspended' },
  { names: 'trouble whole-refusal written-out', instead: 'findInvalid…, denialsOf…, resolve…' },
  { names: 'circle', where: /^(subgraphs|runtime|tests)\//, instead: 'watches, group' },
  { names: 'forget forgets', instead: 'clear, release, invalidate, delete' },
  {
    names: 'known-operation stored-operation used-operation live-operation live-operations prepared-operation',
    instead: 'AnalyzedOperation, CacheEntry, WarmUpEntry, OpenSubscription, PlannedOperation',
  },
  {
    names: '=look look-at =went =round =lead =candidate duties',
    where: /^runtime\/(events|live|workers|leader)/,
    instead: 'Poll, readBatch, result, pollOnce, electLeader, election, jobs',
  },
  {
    names: '=known =prepared =asked =answered =heard =said =laid =kept =held =wanted',
    instead: 'a noun: what it holds (`cache`, `requests`, `received`), or a question (`isKnown`)',
  },
];

/** File names that say nothing about what the file exports. */
export const VAGUE_FILES: ReadonlySet<string> = new Set([
  'rows',
  'logs',
  'input',
  'steps',
  'run',
  'form',
  'kinds',
  'misc',
]);
