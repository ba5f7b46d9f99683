/** A payment that the sandbox is asked to create. */
export interface SandboxOrder {
  readonly merchantRef: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly capture: 'AUTOMATIC' | 'MANUAL';
  readonly token: string | null;
  readonly confirm: boolean;
  readonly returnUrl: string | null;
}
