import { expect, test } from '@jest/globals';
import { objectionToAddress } from '../../../runtime/http/address-objections.ts';
import { endpointAllowance } from './endpoint-addresses.ts';

const ADDRESSES = ['http://127.0.0.1:4000/', 'https://[::1]/'];

test('in production, nothing is sent to this machine', async () => {
  for (const address of ADDRESSES) {
    expect(await objectionToAddress(address, endpointAllowance(true))).not.toBeNull();
    expect(await objectionToAddress(address, endpointAllowance(false))).toBeNull();
  }
  for (const address of ['http://10.0.0.1/', 'https://169.254.169.254/'])
    expect(await objectionToAddress(address, endpointAllowance(false))).not.toBeNull();
});
