/** A kind of saga: a process of several steps, each a transaction of its domain or one request to another. */
export interface SagaType<State extends string, Data extends object> {
  readonly kind: string;
  /** The state that it begins in. */
  readonly first: State;
  /** Only for the type checker: what its steps hand on. */
  readonly data?: Data;
}

/** A saga as its steps see it. */
export interface Saga<State extends string, Data extends object> {
  readonly id: string;
  /** Id of what it is about, one of each kind. */
  readonly subject: string;
  readonly state: State;
  readonly data: Data;
}

/** Names a kind of saga, unique in the domain. Data holds ids and amounts, and only ever gains fields. */
export const defineSaga = <State extends string, Data extends object>(
  kind: string,
  first: State,
): SagaType<State, Data> => ({ kind, first });
