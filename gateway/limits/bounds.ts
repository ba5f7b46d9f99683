/** The limits of one gateway process: for one client, and for all of them together. */
export interface Bounds {
  /** Maximum number of queries and mutations that run at once; more are rejected with 503 before they are read. */
  readonly requestsInFlight: number;
  /** Maximum number of operations a minute of one person, or of one address for visitors; 0: unlimited. */
  readonly operationsPerMinute: number;
  readonly socketsPerUser: number;
  readonly socketsPerAddress: number;
  /** Maximum number of sockets of one address that are not acknowledged yet. */
  readonly pendingSocketsPerAddress: number;
  readonly operationsPerSocket: number;
  /** Frames that a socket may send in a second, on average. */
  readonly messagesPerSecond: number;
  /** Frames that a socket may send in one burst: a client that reconnects opens all its operations together. */
  readonly messageBurst: number;
  /** Maximum number of open responses over HTTP: server-sent events and multipart. */
  readonly streamsPerUser: number;
  readonly streamsPerAddress: number;
  /** Maximum work to plan an operation, as `planWeight` estimates it. */
  readonly planWeight: number;
  /** Milliseconds that planning one operation may take in the planning thread. */
  readonly planMs: number;
  /**
   * Milliseconds of planning that one person, or one address for visitors, may use in one burst; on average they may use a
   * tenth of the time.
   */
  readonly planMsPerCaller: number;
  /** Maximum number of operations that wait for their plans: of one person (of one address for visitors), and of all. */
  readonly plansPerCaller: number;
  readonly plansWaiting: number;
}

/** The default bounds. */
export const BOUNDS: Bounds = {
  requestsInFlight: 500,
  operationsPerMinute: 0,
  socketsPerUser: 10,
  socketsPerAddress: 1_000,
  pendingSocketsPerAddress: 50,
  operationsPerSocket: 100,
  messagesPerSecond: 20,
  messageBurst: 120,
  streamsPerUser: 100,
  streamsPerAddress: 1_000,
  planWeight: 250,
  planMs: 2_000,
  planMsPerCaller: 10_000,
  plansPerCaller: 3,
  plansWaiting: 12,
};

/** The bounds with `LIMITS=off`. Planning keeps some, since it could take all memory and time of a process. */
const UNBOUNDED: Bounds = {
  requestsInFlight: Number.POSITIVE_INFINITY,
  operationsPerMinute: 0,
  socketsPerUser: Number.POSITIVE_INFINITY,
  socketsPerAddress: Number.POSITIVE_INFINITY,
  pendingSocketsPerAddress: Number.POSITIVE_INFINITY,
  operationsPerSocket: Number.POSITIVE_INFINITY,
  messagesPerSecond: Number.POSITIVE_INFINITY,
  messageBurst: Number.POSITIVE_INFINITY,
  streamsPerUser: Number.POSITIVE_INFINITY,
  streamsPerAddress: Number.POSITIVE_INFINITY,
  planWeight: Number.POSITIVE_INFINITY,
  planMs: 10_000,
  planMsPerCaller: Number.POSITIVE_INFINITY,
  plansPerCaller: 100,
  plansWaiting: 100,
};

/** The bounds of a gateway by its options. */
export const boundsOf = ({
  limits,
  bounds,
}: {
  readonly limits: boolean;
  readonly bounds?: Partial<Bounds>;
}): Bounds => (limits ? { ...BOUNDS, ...bounds } : UNBOUNDED);
