// `@logto/api`, unmodified, walks what carries mails and what has happened: connectors, the words of
// mails, codes, the dashboard and logs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client as connect, data, deploy, refused } from '../lib/logto-api.js';
import { startMailgun } from '../lib/mailgun.js';
import { suite } from '../lib/suite.js';

const mailgun = await startMailgun();
const running = suite({
  applications: [deploy],
  extra: `[outbound]\nallow = ["${mailgun.place}"]\n`,
  begin: () => () => mailgun.stop(),
});
const client = () => connect(running);

const at = (path) => ({ params: { path } });
const ada = 'ada@example.com';

test('a connector is chosen, tried out, made, changed, used and deleted', async () => {
  const logto = await client();
  const factories = data(await logto.GET('/api/connector-factories'));
  const factory = factories.find(({ id }) => id === 'mailgun-email');
  assert.deepEqual([factory.type, factory.platform, factory.isStandard], ['Email', null, false]);
  assert.ok(factory.name.en && factory.description.en && factory.logo && factory.readme);
  const one = await logto.GET('/api/connector-factories/{id}', at({ id: factory.id }));
  assert.deepEqual(data(one), factory);

  const { config } = mailgun;
  const trial = { ...at({ factoryId: factory.id }), body: { email: ada, config } };
  data(await logto.POST('/api/connectors/{factoryId}/test', trial), 204);
  const [mail] = await mailgun.messages(ada);
  assert.deepEqual([mail.code, mail.subject], ['000000', '000000 is your code']);
  const nothing = { ...at({ factoryId: factory.id }), body: { email: ada, config: {} } };
  const refusal = await logto.POST('/api/connectors/{factoryId}/test', nothing);
  refused(refusal, 400, 'connector.invalid_config');

  const body = { connectorId: factory.id, config };
  const made = data(await logto.POST('/api/connectors', { body }));
  const { id, config: kept, connectorId, metadata, type } = made;
  assert.deepEqual({ connectorId, config: kept, metadata, type }, { ...body, metadata: {}, type: 'Email' });
  const own = at({ id });
  assert.deepEqual(data(await logto.GET('/api/connectors/{id}', own)), made);
  assert.deepEqual(data(await logto.GET('/api/connectors')), [made]);
  const unknown = { body: { connectorId: 'pigeon' } };
  refused(await logto.POST('/api/connectors', unknown), 422, 'connector.not_found_with_connector_id');
  const other = { ...config, from: 'Shop <shop@mg.example.com>' };
  const answer = await logto.PATCH('/api/connectors/{id}', { ...own, body: { config: other } });
  const changed = data(answer);
  const { updatedAt } = changed.signet;
  assert.ok(updatedAt > made.signet.updatedAt);
  assert.deepEqual(changed, { ...made, config: other, signet: { ...made.signet, updatedAt } });

  data(await logto.POST('/api/verification-codes', { body: { email: ada } }), 204);
  const { code } = await newest(ada, mail.id);
  const typed = { email: ada, verificationCode: code };
  data(await logto.POST('/api/verification-codes/verify', { body: typed }), 204);
  const again = await logto.POST('/api/verification-codes/verify', { body: typed });
  refused(again, 400, 'verification_code.not_found');

  data(await logto.DELETE('/api/connectors/{id}', own), 204);
  refused(await logto.GET('/api/connectors/{id}', own), 404, 'entity.not_found');
});

/** The mail that came after the one with this id. */
async function newest(to, before) {
  for (let tries = 0; tries < 100; tries += 1) {
    const [mail] = await mailgun.messages(to);
    if (mail.id !== before) return mail;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no mail to ${to}`);
}

test('the words of mails are written, read, changed and deleted', async () => {
  const logto = await client();
  const details = { subject: 'Votre code', content: '<p>{{code}}</p>', contentType: 'text/html' };
  const template = { languageTag: 'fr', templateType: 'SignIn', details };
  const body = { templates: [template] };
  const [written] = data(await logto.PUT('/api/email-templates', { body }));
  const { id, createdAt } = written;
  assert.deepEqual(written, { ...template, id, createdAt, tenantId: 'default' });
  const own = at({ id });
  assert.deepEqual(data(await logto.GET('/api/email-templates/{id}', own)), written);
  const query = { languageTag: 'fr', templateType: 'SignIn' };
  assert.deepEqual(data(await logto.GET('/api/email-templates', { params: { query } })), [written]);
  const change = { ...own, body: { subject: 'Code' } };
  const changed = data(await logto.PATCH('/api/email-templates/{id}/details', change));
  assert.deepEqual(changed.details, { ...details, subject: 'Code' });
  data(await logto.DELETE('/api/email-templates/{id}', own), 204);
  refused(await logto.GET('/api/email-templates/{id}', own), 404, 'entity.not_exists_with_id');
});

test('people are counted, and what happened is listed page by page', async () => {
  const logto = await client();
  const { totalUserCount } = data(await logto.GET('/api/dashboard/users/total'));
  data(await logto.POST('/api/users', { body: { primaryEmail: 'grace@example.com' } }));
  const total = data(await logto.GET('/api/dashboard/users/total'));
  assert.deepEqual(total, { totalUserCount: totalUserCount + 1 });
  const added = data(await logto.GET('/api/dashboard/users/new'));
  assert.equal(added.today.count, totalUserCount + 1);
  const active = data(await logto.GET('/api/dashboard/users/active'));
  assert.equal(active.dauCurve.length, 30);
  assert.deepEqual(Object.keys(active).sort(), ['dau', 'dauCurve', 'mau', 'wau']);

  const query = { logKey: 'ExchangeTokenBy.ClientCredentials', page: 1, page_size: 5 };
  const listed = await logto.GET('/api/logs', { params: { query } });
  const [newest] = data(listed);
  assert.ok(Number(listed.response.headers.get('total-number')) >= 1);
  assert.equal(newest.key, 'ExchangeTokenBy.ClientCredentials');
  assert.equal(newest.payload.result, 'Success');
  assert.equal(newest.payload.applicationId, deploy.id);
  assert.equal(newest.payload.applicationSecret.name, 'file');
  assert.equal(newest.tenantId, 'default');
  assert.ok(Number.isInteger(newest.createdAt));
  const own = at({ id: newest.id });
  assert.deepEqual(data(await logto.GET('/api/logs/{id}', own)), newest);
  refused(await logto.GET('/api/logs/{id}', at({ id: 'x' })), 404, 'entity.not_exists_with_id');
});
