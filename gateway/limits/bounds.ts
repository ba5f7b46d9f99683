/** How much one client, and all together, may ask of one gateway process. */
export interface Bounds {
  /** Queries and mutations that run at once; more are sent away with 503 before they are read. */
  readonly requestsInFlight: number;
  /** Operations of one person (of one address for visitors) in a minute; 0: not counted. */
  readonly operationsPerMinute: number;
  readonly socketsPerUser: number;
  readonly socketsPerAddress: number;
  /** Sockets of one address that have not been acknowledged. */
  readonly pendingSocketsPerAddress: number;
  readonly operationsPerSocket: number;
  /** Frames that a socket may send, on average. */
  readonly messagesPerSecond: number;
  /** Frames that it may send at once: a client that comes back opens all its operations together. */
  readonly messagesAtOnce: number;
  /** Answers over HTTP that stay open: event streams and multipart. */
  readonly streamsPerUser: number;
  readonly streamsPerAddress: number;
  /** How much work the plan of an operation may be, as `planWeight` estimates it. */
  readonly planWeight: number;
  /** How long the planning of one operation may take beside the event loop. */
  readonly planMs: number;
  /** What the plans of one person (of one address for visitors) may take at once; a tenth of the time in the long run. */
  readonly planMsPerCaller: number;
  /** Operations that wait for their plans, of one person (of one address for visitors) and of all. */
  readonly plansPerCaller: number;
  readonly plansWaiting: number;
}

/** The bounds that hold unless they are switched off. */
export const BOUNDS: Bounds = {
  requestsInFlight: 500,
  operationsPerMinute: 0,
  socketsPerUser: 10,
  socketsPerAddress: 1_000,
  pendingSocketsPerAddress: 50,
  operationsPerSocket: 100,
  messagesPerSecond: 20,
  messagesAtOnce: 120,
  streamsPerUser: 100,
  streamsPerAddress: 1_000,
  planWeight: 250,
  planMs: 2_000,
  planMsPerCaller: 10_000,
  plansPerCaller: 3,
  plansWaiting: 12,
};

/** No bounds at all: `LIMITS=off`. Planning keeps some, since it can take more than any process has. */
const UNBOUNDED: Bounds = {
  requestsInFlight: Number.POSITIVE_INFINITY,
  operationsPerMinute: 0,
  socketsPerUser: Number.POSITIVE_INFINITY,
  socketsPerAddress: Number.POSITIVE_INFINITY,
  pendingSocketsPerAddress: Number.POSITIVE_INFINITY,
  operationsPerSocket: Number.POSITIVE_INFINITY,
  messagesPerSecond: Number.POSITIVE_INFINITY,
  messagesAtOnce: Number.POSITIVE_INFINITY,
  streamsPerUser: Number.POSITIVE_INFINITY,
  streamsPerAddress: Number.POSITIVE_INFINITY,
  planWeight: Number.POSITIVE_INFINITY,
  planMs: 10_000,
  planMsPerCaller: Number.POSITIVE_INFINITY,
  plansPerCaller: 100,
  plansWaiting: 100,
};

/** The bounds of a gateway as it is configured. */
export const boundsOf = ({
  limits,
  bounds,
}: {
  readonly limits: boolean;
  readonly bounds?: Partial<Bounds>;
}): Bounds => (limits ? { ...BOUNDS, ...bounds } : UNBOUNDED);
