// `@logto/api`, unmodified, walks applications with their secrets and roles, and users, with every
// typed member compared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client as connect, data, deploy, refused } from '../lib/logto-api.js';
import { suite } from '../lib/suite.js';
import { saw } from '../lib/witness.js';

const running = suite({ applications: [deploy] });
const client = () => connect(running);

const at = (path) => ({ params: { path } });

test('an application is created, read, changed, listed and deleted', async () => {
  const logto = await client();
  const body = {
    name: 'Bookstore',
    type: 'Traditional',
    description: 'Sells books',
    oidcClientMetadata: {
      redirectUris: ['http://localhost:3000/callback'],
      postLogoutRedirectUris: ['http://localhost:3000'],
    },
    customData: { team: 'books' },
  };
  const created = data(await logto.POST('/api/applications', { body }));
  const expected = {
    ...body,
    tenantId: 'default',
    id: created.id,
    customClientMetadata: {},
    protectedAppMetadata: null,
    isThirdParty: false,
    appLevelAccessControlEnabled: false,
    createdAt: created.createdAt,
    source: 'console',
  };
  assert.deepEqual(created, expected);
  assert.ok(Number.isInteger(created.createdAt) && created.createdAt > 1_700_000_000_000);
  const own = at({ id: created.id });
  const read = data(await logto.GET('/api/applications/{id}', own));
  assert.deepEqual(read, { ...expected, isAdmin: false });
  const change = { name: 'Library', customClientMetadata: { refreshTokenTtlInDays: 30 } };
  const changed = data(await logto.PATCH('/api/applications/{id}', { ...own, body: change }));
  assert.deepEqual(changed, { ...expected, ...change });
  const listed = await logto.GET('/api/applications', {
    params: { query: { types: ['Traditional', 'SPA'], search: '%brar%', page: 1, page_size: 5 } },
  });
  assert.deepEqual(data(listed), [changed]);
  assert.equal(listed.response.headers.get('total-number'), '1');
  const merged = await logto.PATCH('/api/applications/{applicationId}/custom-data', {
    ...at({ applicationId: created.id }),
    body: { shelf: 7 },
  });
  assert.deepEqual(data(merged), { team: 'books', shelf: 7 });
  data(await logto.DELETE('/api/applications/{id}', own), 204);
  refused(await logto.GET('/api/applications/{id}', own), 404, 'entity.not_exists_with_id');
});

test('secrets of an application are listed, created, renamed and deleted', async () => {
  const logto = await client();
  const body = { name: 'Robot', type: 'MachineToMachine' };
  const { id } = data(await logto.POST('/api/applications', { body }));
  const own = at({ id });
  const [first] = data(await logto.GET('/api/applications/{id}/secrets', own));
  saw('client secret', first.value);
  assert.deepEqual([first.name, first.expiresAt, first.applicationId], ['Default secret', null, id]);
  const expiresAt = Date.now() + 86_400_000;
  const created = data(
    await logto.POST('/api/applications/{id}/secrets', { ...own, body: { name: 'May', expiresAt } }),
    201,
  );
  saw('client secret', created.value);
  assert.deepEqual(created, {
    tenantId: 'default',
    applicationId: id,
    name: 'May',
    value: created.value,
    createdAt: created.createdAt,
    expiresAt,
    lastUsedAt: null,
    source: 'console',
  });
  const renamed = await logto.PATCH('/api/applications/{id}/secrets/{name}', {
    ...at({ id, name: 'May' }),
    body: { name: 'June 1/2' },
  });
  assert.equal(data(renamed).name, 'June 1/2');
  const gone = at({ id, name: 'June 1/2' });
  data(await logto.DELETE('/api/applications/{id}/secrets/{name}', gone), 204);
  assert.equal(data(await logto.GET('/api/applications/{id}/secrets', own)).length, 1);
  const twice = { ...own, body: { name: 'Default secret' } };
  const refusal = await logto.POST('/api/applications/{id}/secrets', twice);
  refused(refusal, 422, 'application.secret_name_exists');
  data(await logto.DELETE('/api/applications/{id}', own), 204);
});

test('roles of a machine are given, replaced and taken', async () => {
  const logto = await client();
  const body = { name: 'Robot', type: 'MachineToMachine' };
  const { id: applicationId } = data(await logto.POST('/api/applications', { body }));
  const query = { type: 'MachineToMachine', search: '%Logto Management API access%' };
  const [access] = data(await logto.GET('/api/roles', { params: { query } }));
  const own = at({ applicationId });
  const given = await logto.POST('/api/applications/{applicationId}/roles', {
    ...own,
    body: { roleIds: [access.id] },
  });
  assert.deepEqual(data(given, 201), { roleIds: [access.id], addedRoleIds: [access.id] });
  const held = data(await logto.GET('/api/applications/{applicationId}/roles', own));
  assert.deepEqual(held.map(({ name }) => name), [access.name]);
  const one = data(await logto.GET('/api/applications/{id}', at({ id: applicationId })));
  assert.equal(one.isAdmin, true);
  const none = { ...own, body: { roleIds: [] } };
  data(await logto.PUT('/api/applications/{applicationId}/roles', none));
  const gone = at({ applicationId, roleId: access.id });
  const refusal = await logto.DELETE('/api/applications/{applicationId}/roles/{roleId}', gone);
  refused(refusal, 404, 'entity.not_found');
  data(await logto.DELETE('/api/applications/{id}', at({ id: applicationId })), 204);
});

test('a user is created, read, changed, found, suspended and deleted', async () => {
  const logto = await client();
  const body = {
    primaryEmail: 'Ada.Api@example.com',
    username: 'ada_api',
    name: 'Ada',
    password: 'a-long-enough-passphrase',
    customData: { shelf: 7 },
    profile: { givenName: 'Ada', address: { locality: 'London' } },
  };
  const created = data(await logto.POST('/api/users', { body }));
  const { password, ...members } = body;
  saw('password', password);
  const expected = {
    ...members,
    id: created.id,
    primaryPhone: null,
    avatar: null,
    identities: {},
    lastSignInAt: null,
    createdAt: created.createdAt,
    updatedAt: created.updatedAt,
    applicationId: null,
    isSuspended: false,
    hasPassword: true,
  };
  assert.deepEqual(created, expected);
  const own = at({ userId: created.id });
  assert.deepEqual(data(await logto.GET('/api/users/{userId}', own)), expected);
  const change = { name: 'Ada Lovelace', avatar: 'https://ada.example/face.png' };
  const changed = data(await logto.PATCH('/api/users/{userId}', { ...own, body: change }));
  assert.deepEqual(changed, { ...expected, ...change, updatedAt: changed.updatedAt });
  assert.ok(changed.updatedAt > created.updatedAt);
  const query = { 'search.primaryEmail': 'ada.api@%', page: 1, page_size: 5 };
  const found = await logto.GET('/api/users', { params: { query } });
  assert.deepEqual(data(found), [changed]);
  const configs = '/api/users/{userId}/logto-configs';
  const nothing = {
    mfa: { skipped: false, skipMfaOnSignIn: false },
    passkeySignIn: { skipped: false },
  };
  assert.deepEqual(data(await logto.GET(configs, own)), nothing);
  const choices = { mfa: { enabled: true, skipMfaOnSignIn: true } };
  assert.deepEqual(data(await logto.PATCH(configs, { ...own, body: choices })), {
    ...nothing,
    mfa: { enabled: true, skipped: false, skipMfaOnSignIn: true },
  });

  const verify = '/api/users/{userId}/password/verify';
  data(await logto.POST(verify, { ...own, body: { password } }), 204);
  const wrong = await logto.POST(verify, { ...own, body: { password: 'another' } });
  refused(wrong, 422, 'session.invalid_credentials');
  const suspended = await logto.PATCH('/api/users/{userId}/is-suspended', {
    ...own,
    body: { isSuspended: true },
  });
  assert.equal(data(suspended).isSuspended, true);
  const twice = await logto.POST('/api/users', { body: { primaryEmail: 'ADA.api@example.com' } });
  refused(twice, 422, 'user.email_already_in_use');
  data(await logto.DELETE('/api/users/{userId}', own), 204);
  refused(await logto.GET('/api/users/{userId}', own), 404, 'entity.not_found');
});
