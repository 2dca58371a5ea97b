// `@logto/api`, the published client of Logto's Management API, unmodified: it gets its token as a
// machine and walks what Signet's API has, with every typed member compared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { API, booksApi } from '../lib/books-api.js';
import { client as connect, data, deploy, refused } from '../lib/logto-api.js';
import { suite } from '../lib/suite.js';

const running = suite({ applications: [deploy], extra: booksApi });
const client = () => connect(running);

test('a resource is created, read, changed and deleted, with its scopes', async () => {
  const logto = await client();
  const created = data(
    await logto.POST('/api/resources', {
      body: { name: 'Shelf', indicator: 'https://shelf.example', accessTokenTtl: 600 },
    }),
    201,
  );
  const { id } = created;
  const expected = {
    tenantId: 'default',
    id,
    name: 'Shelf',
    indicator: 'https://shelf.example',
    isDefault: false,
    accessTokenTtl: 600,
  };
  assert.deepEqual(created, { ...expected, source: 'console', scopes: [] });
  const path = { params: { path: { id } } };
  const changed = await logto.PATCH('/api/resources/{id}', { ...path, body: { name: 'Shelves' } });
  assert.deepEqual(data(changed), { ...expected, name: 'Shelves', source: 'console' });

  const paths = { params: { path: { resourceId: id } } };
  const scope = data(
    await logto.POST('/api/resources/{resourceId}/scopes', {
      ...paths,
      body: { name: 'look', description: 'Look at it' },
    }),
    201,
  );
  assert.equal(scope.resourceId, id);
  assert.ok(Number.isInteger(scope.createdAt) && scope.createdAt > 1_700_000_000_000);
  const own = { params: { path: { resourceId: id, scopeId: scope.id } } };
  const renamed = await logto.PATCH('/api/resources/{resourceId}/scopes/{scopeId}', {
    ...own,
    body: { name: 'stare', description: null },
  });
  assert.deepEqual(data(renamed), { ...scope, name: 'stare', description: null });
  const listed = await logto.GET('/api/resources/{resourceId}/scopes', paths);
  assert.deepEqual(data(listed), [{ ...scope, name: 'stare', description: null }]);
  assert.equal(listed.response.headers.get('total-number'), '1');
  data(await logto.DELETE('/api/resources/{resourceId}/scopes/{scopeId}', own), 204);

  const byDefault = { body: { isDefault: true } };
  const asDefault = await logto.PATCH('/api/resources/{id}/is-default', { ...path, ...byDefault });
  assert.equal(data(asDefault).isDefault, true);
  data(await logto.DELETE('/api/resources/{id}', path), 204);
  refused(await logto.GET('/api/resources/{id}', path), 404, 'entity.not_exists_with_id');
});

test('what the file declares and what is part of Signet is refused', async () => {
  const logto = await client();
  const query = { params: { query: { includeScopes: 'true' } } };
  const all = data(await logto.GET('/api/resources', query));
  const books = all.find(({ indicator }) => indicator === API);
  assert.deepEqual(books.scopes.map(({ name }) => name), ['read:books', 'write:books']);
  for (const [id, status, code] of [
    [books.id, 422, 'resource.declared_in_file'],
    ['management-api', 400, 'resource.cannot_modify_management_api'],
  ]) {
    const change = { params: { path: { id } }, body: { name: 'Mine' } };
    refused(await logto.PATCH('/api/resources/{id}', change), status, code);
  }
});

test('a role is created, searched for, given scopes and deleted', async () => {
  const logto = await client();
  const all = data(await logto.GET('/api/resources', { params: { query: { includeScopes: '1' } } }));
  const [look, touch] = all.find(({ indicator }) => indicator === API).scopes;
  const role = data(
    await logto.POST('/api/roles', {
      body: { name: 'Librarian', description: 'Reads', type: 'User', scopeIds: [look.id] },
    }),
  );
  assert.deepEqual(role, {
    tenantId: 'default',
    id: role.id,
    name: 'Librarian',
    description: 'Reads',
    type: 'User',
    isDefault: false,
    source: 'console',
  });
  const path = { params: { path: { id: role.id } } };
  const more = await logto.POST('/api/roles/{id}/scopes', {
    ...path,
    body: { scopeIds: [touch.id] },
  });
  assert.equal(data(more, 201).length, 2);
  const scopes = data(await logto.GET('/api/roles/{id}/scopes', path));
  assert.deepEqual(
    scopes.map((scope) => [scope.name, scope.resource.indicator]),
    [
      ['read:books', API],
      ['write:books', API],
    ],
  );
  const twice = { ...path, body: { scopeIds: [touch.id] } };
  refused(await logto.POST('/api/roles/{id}/scopes', twice), 422, 'role.scope_exists');
  const search = { params: { query: { search: '%brar%', page: 1, page_size: 5 } } };
  const found = await logto.GET('/api/roles', search);
  assert.equal(found.response.headers.get('total-number'), '1');
  assert.deepEqual(data(found), [
    {
      ...role,
      usersCount: 0,
      featuredUsers: [],
      applicationsCount: 0,
      featuredApplications: [],
    },
  ]);
  const paths = { params: { path: { id: role.id, scopeId: look.id } } };
  data(await logto.DELETE('/api/roles/{id}/scopes/{scopeId}', paths), 204);
  data(await logto.DELETE('/api/roles/{id}', path), 204);
  refused(await logto.GET('/api/roles/{id}', path), 404, 'entity.not_exists_with_id');
});

test('input that does not fit is refused as Logto refuses it', async () => {
  const logto = await client();
  const wrong = { body: { name: 7, indicator: 'https://x.example' } };
  const answer = await logto.POST('/api/resources', wrong);
  refused(answer, 400, 'guard.invalid_input');
  assert.deepEqual(answer.error.data.issues[0].path, ['name']);
  const page = { params: { query: { page: 0 } } };
  refused(await logto.GET('/api/roles', page), 400, 'guard.invalid_pagination');
});

test('the sign-in experience is read, changed and read by everybody', async () => {
  const logto = await client();
  const before = data(await logto.GET('/api/sign-in-exp'));
  assert.deepEqual([before.tenantId, before.id], ['default', 'default']);
  assert.deepEqual(before.signUp, { identifiers: ['email'], password: false, verify: true });
  const body = {
    signInMode: 'SignIn',
    sentinelPolicy: { maxAttempts: 50, lockoutDuration: 30 },
    branding: { logoUrl: 'https://brand.example/logo.svg' },
    termsOfUseUrl: 'https://brand.example',
    color: { primaryColor: '#5b3df5', isDarkModeEnabled: true, darkPrimaryColor: '#a79bff' },
  };
  const changed = data(await logto.PATCH('/api/sign-in-exp', { body }));
  assert.deepEqual(changed, { ...before, ...body });
  // What was read is sent back whole.
  assert.deepEqual(data(await logto.PATCH('/api/sign-in-exp', { body: changed })), changed);
  assert.deepEqual(data(await logto.GET('/api/sign-in-exp')), changed);
  const open = data(await logto.GET('/api/.well-known/sign-in-exp'));
  assert.deepEqual([open.signInMode, open.color], [body.signInMode, body.color]);
  assert.equal(open.emailBlocklistPolicy, undefined);

  const methods = [
    { identifier: 'email', password: true, verificationCode: true, isPasswordPrimary: true },
    { identifier: 'username', password: true, verificationCode: false, isPasswordPrimary: true },
  ];
  assert.deepEqual(data(await logto.PATCH('/api/sign-in-exp', { body: { signIn: { methods } } })).signIn, { methods });
  const signUp = { ...before.signUp, password: true };
  assert.deepEqual(data(await logto.PATCH('/api/sign-in-exp', { body: { signUp } })).signUp, signUp);
  const { signIn } = before;
  const unasked = 'sign_in_experiences.password_sign_in_must_be_enabled';
  refused(await logto.PATCH('/api/sign-in-exp', { body: { signIn, signInMode: 'SignInAndRegister' } }), 400, unasked);
  const { mfa } = before;
  const factors = await logto.PATCH('/api/sign-in-exp', {
    body: { mfa: { ...mfa, factors: ['EmailVerificationCode'] } },
  });
  const code = 'sign_in_experiences.email_verification_code_cannot_be_used_for_mfa';
  refused(factors, 400, code);
  data(await logto.PATCH('/api/sign-in-exp', { body: before }));
});
