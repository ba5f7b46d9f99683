import type { AddressAllowance } from '../../../runtime/http/public-address.ts';

/**
 * Which addresses that are not public webhooks may be sent to: on a machine of a developer, endpoints may be programs on it. In
 * production none.
 */
export const endpointAllowance =
  (isProduction: boolean): AddressAllowance =>
  (address) =>
    !isProduction && (address === '127.0.0.1' || address === '::1');
