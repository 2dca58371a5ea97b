// `@logto/api`, the published client of Logto's Management API, and what its calls answer.
import assert from 'node:assert/strict';
import { createManagementApi } from '@logto/api/management';
import { clientSecret } from './people.js';
import { saw } from './witness.js';

/** The machine that calls. */
export const deploy = {
  id: 'deploy',
  kind: 'machine',
  secret: clientSecret(),
  roles: ['Logto Management API access'],
};

let api;

/** The client for this server, whose one token serves all of a test file. */
export async function client(running) {
  if (!api) {
    const { apiClient, clientCredentials } = createManagementApi('default', {
      clientId: deploy.id,
      clientSecret: deploy.secret,
      baseUrl: new URL(running.signet.issuer).origin,
      apiIndicator: 'https://default.logto.app/api',
    });
    const { value, scope } = await clientCredentials.getAccessToken();
    assert.equal(scope, 'all');
    saw('access token', value);
    api = apiClient;
  }
  return api;
}

/** What a call answered, which must have been this. */
export function data({ data: body, error, response }, status = 200) {
  assert.equal(response.status, status, JSON.stringify(error));
  return body;
}

/** How a call was refused. */
export function refused({ error, response }, status, code) {
  assert.equal(response.status, status);
  assert.equal(error.code, code);
  assert.equal(typeof error.message, 'string');
}
